<?php

final class Orders
{
    public function all(PDO $db): array
    {
        return $db->query('SELECT id, note FROM orders')->fetchAll();
    }
}
