@Entity
@Table(name = "users")
public class E {
    @Id
    private Long id;

    @ColumnTransformer(write = "?::mood")
    private String state;
}
