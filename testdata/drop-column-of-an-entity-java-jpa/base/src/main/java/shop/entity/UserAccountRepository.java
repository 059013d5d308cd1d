package shop.entity;

import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

public interface UserAccountRepository extends JpaRepository<UserAccount, Long> {
    UserAccount findByUserNameAndTeam(String userName, Team team);

    @Query("SELECT u FROM UserAccount u WHERE lower(u.email) = ?1")
    UserAccount byAddress(String address);
}
