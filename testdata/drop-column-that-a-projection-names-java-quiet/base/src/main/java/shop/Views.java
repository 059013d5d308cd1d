package shop;

import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

interface Views extends JpaRepository<User, Long> {
    @Query("SELECT new shop.UserView(u.email, u.nick) FROM User u")
    UserView view();
}

class Mapping {
    UserDto of(User user, UserView view) {
        return UserDto.builder().email(view.email()).mailAddr(view.mailAddr()).build();
    }

    String address(UserDto dto, User user) {
        return dto.getEmail() + dto.getMailAddr() + user.getEmail();
    }
}
