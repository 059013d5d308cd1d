class PresenceStore:
    def allow(self, observed, observer):
        return self.pool.simple_insert(
            table="presence_allowed",
            values={"observed_id": observed, "observer_id": observer},
        )
