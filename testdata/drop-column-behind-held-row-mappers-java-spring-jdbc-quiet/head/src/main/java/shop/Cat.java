package shop;

public class Cat {
    private Long id;
    private String color;

    public String getColor() {
        return color;
    }
}
