package shop;

public class User {
    private long id;
    private String email;
    private String aliasName;

    public String getEmail() {
        return email;
    }
}
