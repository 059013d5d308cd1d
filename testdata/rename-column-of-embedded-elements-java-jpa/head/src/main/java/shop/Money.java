package shop;

import jakarta.persistence.Embeddable;

@Embeddable
public class Money {
    private Long amount;
}
