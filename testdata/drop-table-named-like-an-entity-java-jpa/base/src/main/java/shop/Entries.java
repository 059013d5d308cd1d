package shop;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

@Entity
@Table(name = "entries2")
public class Entries {
    @Id
    private Long id;
    private String text;
}
