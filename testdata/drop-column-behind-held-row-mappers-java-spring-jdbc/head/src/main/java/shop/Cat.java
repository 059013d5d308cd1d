package shop;

public class Cat {
    private Long id;
    private String furColor;

    public String getFurColor() {
        return furColor;
    }
}
