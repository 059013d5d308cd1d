package shop.domain;

public class Invoice {
    private Long id;
    private String number;

    public String getNumber() {
        return number;
    }
}
