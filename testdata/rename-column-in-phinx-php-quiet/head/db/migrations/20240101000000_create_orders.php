<?php

use Phinx\Migration\AbstractMigration;

final class CreateOrders extends AbstractMigration
{
    public function change(): void
    {
        $this->table('orders')
            ->addColumn('buyer', 'string')
            ->addColumn('note', 'text', ['null' => true])
            ->create();
    }
}
