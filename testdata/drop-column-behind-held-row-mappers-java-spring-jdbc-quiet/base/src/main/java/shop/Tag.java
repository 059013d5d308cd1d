package shop;

public class Tag {
    private Long id;
    private String name;

    public String getName() {
        return name;
    }
}
