package shop;

class Letters {
    String to(User user) {
        return user.getEmail();
    }
}
