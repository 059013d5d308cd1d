package shop;

class Letters {
    String label(User user) {
        return user.getNick() + user.getContact();
    }
}
