class PostTitles:
    table = "posts"

    def titles(self):
        return self.db.execute(f"SELECT title FROM {self.table}")


class Rated:
    def __init__(self, db, table):
        self.db = db
        self.table = table

    def best(self):
        return self.db.execute(f"SELECT id FROM {self.table} WHERE rating = 5")


class ReviewRated(Rated):
    def __init__(self, db):
        super().__init__(db, "reviews")

    def worst(self):
        return self.db.execute(f"SELECT id FROM {self.table} WHERE rating = 1")
