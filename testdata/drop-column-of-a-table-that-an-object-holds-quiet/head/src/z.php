<?php
class PostTitles {
    private $table = 'posts';
    public function titles() { return $this->db->query("SELECT title FROM {$this->table}"); }
}
