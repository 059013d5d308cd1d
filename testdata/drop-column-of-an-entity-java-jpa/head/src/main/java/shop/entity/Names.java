package shop.entity;

public final class Names {
    public static final String ACCOUNTS = "user_accounts";
    public static final String EMAIL = "email_address";

    private Names() {}
}
