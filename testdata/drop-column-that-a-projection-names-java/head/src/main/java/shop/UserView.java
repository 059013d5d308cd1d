package shop;

public record UserView(String email, String mailAddr) {}
