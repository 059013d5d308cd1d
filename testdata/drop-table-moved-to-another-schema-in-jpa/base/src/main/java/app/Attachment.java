package app;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

@Entity
@Table(name = "attachment")
public class Attachment {
    @Id
    private Long id;

    private String filename;
}
