<?php

class Users
{
    private const COLUMNS = ['id', 'email'];

    public function all(PDO $db): array
    {
        $columns = implode(', ', self::COLUMNS);

        return $db->query("SELECT {$columns} FROM users")->fetchAll();
    }
}
