<?php

namespace App;

use PDO;

class People
{
    public function __construct(private PDO $pdo)
    {
    }

    public function show(int $id): string
    {
        $statement = $this->pdo->prepare('SELECT * FROM people WHERE id = ?');
        $statement->execute([$id]);
        $row = $statement->fetch(PDO::FETCH_ASSOC);
        return $row['telephone'] . $row['born'];
    }

    public function all(): iterable
    {
        foreach ($this->pdo->query('SELECT * FROM people') as $row) {
            yield $row['handle'];
        }
    }

    public function aliased(): iterable
    {
        $rows = $this->pdo->query('SELECT telephone AS phone FROM people')->fetchAll();
        foreach ($rows as $row) {
            yield $row['phone'];
        }
    }

    public function pets(): iterable
    {
        $statement = $this->pdo->query('SELECT * FROM pets');
        while ($row = $statement->fetch()) {
            yield $row['nick'];
        }
    }
}
