package shop;

import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.repository.CrudRepository;

@JdbcRepository
public interface UserRepository extends CrudRepository<User, Long> {
    User findByEmail(String email);

    User findByContact(String contact);

    User findByNick(String nick);
}
