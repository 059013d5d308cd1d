<?php

namespace App;

use Doctrine\DBAL\Connection;

class Calendar
{
    public function __construct(private Connection $connection, private string $tablePrefix)
    {
    }

    public function authors(string $after): array
    {
        $qb = $this->connection->createQueryBuilder();

        return $qb->select('n.text, n.date_time', 'a.nick')
            ->from(APP_TABLE_PREFIX.'app_notes', 'n')
            ->innerJoin('n', APP_TABLE_PREFIX.'app_authors', 'a', 'a.id = n.author_id')
            ->where($qb->expr()->gt('n.date_time', ':after'))
            ->setParameter('after', $after)
            ->executeQuery()
            ->fetchAllAssociative();
    }
}
