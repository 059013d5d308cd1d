<?php

namespace DoctrineMigrations;

use Doctrine\DBAL\Schema\Schema;

final class Version20240101000000 extends PrefixedMigration
{
    public function up(Schema $schema): void
    {
        $this->addSql("CREATE TABLE {$this->prefix}notes (id INT AUTO_INCREMENT NOT NULL, text VARCHAR(180) NOT NULL, date_time DATETIME DEFAULT NULL, is_pinned TINYINT(1) NOT NULL, PRIMARY KEY(id)) ENGINE = InnoDB");
    }
}
