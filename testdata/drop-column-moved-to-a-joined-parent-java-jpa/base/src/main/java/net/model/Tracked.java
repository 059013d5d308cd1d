package net.model;

import jakarta.persistence.*;

@MappedSuperclass
public abstract class Tracked {
    @Id
    private Long pk;

    private String changedBy;

    public void touch(String user) {
        this.changedBy = user;
    }
}
