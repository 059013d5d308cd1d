package shop;

import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

public interface UserRepository extends JpaRepository<User, Long> {
    User findByEmail(String email);

    User findByNick(String nick);

    @Query("SELECT u FROM User u WHERE u.nick IS NOT NULL")
    List<User> reachedAt();
}
