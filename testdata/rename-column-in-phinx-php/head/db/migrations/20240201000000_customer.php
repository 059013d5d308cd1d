<?php

use Phinx\Migration\AbstractMigration;

final class Customer extends AbstractMigration
{
    public function change(): void
    {
        $this->table('orders')->renameColumn('buyer', 'customer')->update();
    }
}
