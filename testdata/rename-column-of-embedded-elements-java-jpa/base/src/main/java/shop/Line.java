package shop;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;

@Embeddable
public class Line {
    @Column(name = "product")
    private String product;
}
