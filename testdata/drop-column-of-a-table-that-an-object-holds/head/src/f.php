<?php
class PostRepo {
    private $table;
    public function __construct($db) { $this->table = 'posts'; $this->db = $db; }
    public function best() { return $this->db->query("SELECT id FROM {$this->table} WHERE rating = 5"); }
}
