import logging

log = logging.getLogger(__name__)


# The username column of users is going away.
def login(cursor, name):
    """Select the username from users by hand no more."""
    log.info("select a username for the users, then update it")
    cursor.execute("SELECT id FROM users WHERE email = %s", (name,))
    return cursor.fetchone()
