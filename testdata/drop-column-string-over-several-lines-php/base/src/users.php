<?php

function users(PDO $db): array
{
    $sql = 'SELECT u.id, '
        . 'u.username '
        . 'FROM users u ';
    $sql .= 'WHERE u.id > 0';
    return $db->query($sql)->fetchAll();
}
