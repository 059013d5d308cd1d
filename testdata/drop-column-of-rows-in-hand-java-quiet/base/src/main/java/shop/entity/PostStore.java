package shop.entity;

import org.springframework.data.jpa.repository.JpaRepository;

public interface PostStore extends JpaRepository<Post, Long> {
    Page<Post> newest(Pageable page);
}
