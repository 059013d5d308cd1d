package shop;

import java.util.List;

import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

interface SpringEntries extends JpaRepository<Entries, Long> {
    @Query("select e from Entries e order by e.id")
    List<Entries> latest();
}
