<?php

namespace DoctrineMigrations;

use Doctrine\DBAL\Schema\Schema;

final class Version20240201000000 extends PrefixedMigration
{
    public function up(Schema $schema): void
    {
        $this->addSql('ALTER TABLE '.$this->prefix.'notes DROP date_time');
    }
}
