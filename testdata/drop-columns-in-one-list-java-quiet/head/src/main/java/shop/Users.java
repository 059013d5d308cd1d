package shop;

class Users {
    static final String ALL = "SELECT id, name FROM users";
}
