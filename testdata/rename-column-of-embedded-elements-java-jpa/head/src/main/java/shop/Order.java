package shop;

import java.util.Set;

import jakarta.persistence.AttributeOverride;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.Table;

@Entity
@Table(name = "orders")
public class Order {
    @Id
    private Long id;

    @ElementCollection
    @Column(name = "value")
    @CollectionTable(name = "order_lines", joinColumns = @JoinColumn(name = "order_id"))
    private Set<Line> lines;

    @Embedded
    @AttributeOverride(name = "amount", column = @Column(name = "price_amount"))
    private Money price;
}
