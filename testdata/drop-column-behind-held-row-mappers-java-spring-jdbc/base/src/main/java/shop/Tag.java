package shop;

public class Tag {
    private Long id;
    private String label;

    public String getLabel() {
        return label;
    }
}
