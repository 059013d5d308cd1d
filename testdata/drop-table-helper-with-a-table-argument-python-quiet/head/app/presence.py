class PresenceStore:
    def index(self):
        self.updates.register_background_index_update(
            "presence_index",
            table="presence_allowed",
            columns=["observed_id"],
        )
