package shop;

public class Account {
    private Long id;
    private String banner;
}
