<?php
class ReviewRepo {
    private $table;
    public function __construct($db) { $this->table = 'reviews'; $this->db = $db; }
    public function best() { return $this->db->query("SELECT id FROM {$this->table} WHERE rating = 5"); }
}
