package shop;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;

@Embeddable
public class Line {
    @Column(name = "article")
    private String product;
}
