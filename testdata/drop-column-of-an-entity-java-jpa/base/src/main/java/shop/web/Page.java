package shop.web;

class Page {
    String title(UserAccount account) {
        return account.getUserName();
    }
}
