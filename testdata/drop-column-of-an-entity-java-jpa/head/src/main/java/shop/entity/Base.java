package shop.entity;

import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import java.time.Instant;

@MappedSuperclass
public abstract class Base {
    @Id
    private Long id;

    private Instant createdAt;

    public Instant getCreatedAt() {
        return createdAt;
    }
}
