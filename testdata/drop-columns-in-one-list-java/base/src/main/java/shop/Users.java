package shop;

class Users {
    static final String ALL = "SELECT id, email, fax FROM users";
}
