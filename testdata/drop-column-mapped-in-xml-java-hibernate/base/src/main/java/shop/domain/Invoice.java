package shop.domain;

public class Invoice {
    private Long id;
    private String number;
    private String note;

    public String getNumber() {
        return number;
    }

    public String getNote() {
        return note;
    }
}
