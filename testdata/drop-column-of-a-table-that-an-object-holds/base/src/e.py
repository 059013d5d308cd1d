class PostRepo:
    def __init__(self, db):
        self.db = db
        self.table = "posts"

    def best(self):
        return self.db.execute(f"SELECT id FROM {self.table} WHERE rating = 5")


class ReviewRepo:
    table = "reviews"

    def best(self):
        return self.db.execute(f"SELECT id FROM {self.table} WHERE rating = 5")
