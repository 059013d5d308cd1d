package shop;

class Users {
    String emailOf(User user) {
        return user.getEmail();
    }

    String label(User user) {
        return user.getNick();
    }
}
