package net.model;

import jakarta.persistence.*;

@Entity
public class FlexibleLine extends Line {
    private String kind;
}
