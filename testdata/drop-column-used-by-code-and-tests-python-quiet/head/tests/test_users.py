def test_user_has_a_name(cursor):
    cursor.execute("SELECT username FROM users WHERE id = 1")
    assert cursor.fetchone()[0] == "ada"
