package shop;

import shop.entity.UserAccount;

class Greeting {
    String greet(UserAccount account) {
        return "Hello " + account.getUserName() + " <" + account.getEmail() + ">";
    }
}
