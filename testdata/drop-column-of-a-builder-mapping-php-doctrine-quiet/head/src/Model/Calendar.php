<?php

namespace App\Model;

class Calendar
{
    public function recent($connection): array
    {
        return $connection->createQueryBuilder()
            ->select('n.text, n.date_time')
            ->from(APP_TABLE_PREFIX.'notes', 'n')
            ->executeQuery()
            ->fetchAllAssociative();
    }
}
