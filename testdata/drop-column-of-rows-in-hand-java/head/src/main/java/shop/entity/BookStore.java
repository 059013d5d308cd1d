package shop.entity;

import org.springframework.data.jpa.repository.JpaRepository;

public interface BookStore extends JpaRepository<Book, Long> {
    Page<Book> newest(Pageable page);
}
