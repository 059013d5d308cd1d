package shop;

import java.util.List;

import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

interface SpringEntries extends JpaRepository<Entries, Long> {
    @Query(value = "select e.* from entries e order by e.id", nativeQuery = true)
    List<Entries> latest();
}
