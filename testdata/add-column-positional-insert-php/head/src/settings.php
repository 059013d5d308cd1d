<?php

function remember(PDO $db, string $name, string $value): void
{
    $insert = $db->prepare('INSERT INTO settings VALUES (?, ?)');
    $insert->execute([$name, $value]);
}
