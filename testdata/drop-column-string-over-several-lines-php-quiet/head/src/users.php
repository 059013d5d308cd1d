<?php

function users(PDO $db): array
{
    $sql = 'SELECT u.id, '
        . 'u.email '
        . 'FROM users u ';
    $sql .= 'WHERE u.id > 0';
    return $db->query($sql)->fetchAll();
}
