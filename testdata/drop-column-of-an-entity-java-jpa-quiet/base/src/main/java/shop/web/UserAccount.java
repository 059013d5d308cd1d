package shop.web;

public class UserAccount {
    private String userName;
    private String oldNotes;

    public String getUserName() {
        return userName;
    }
}
