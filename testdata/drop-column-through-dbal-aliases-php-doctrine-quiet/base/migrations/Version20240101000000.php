<?php

namespace DoctrineMigrations;

use Doctrine\DBAL\Schema\Schema;
use Doctrine\Migrations\AbstractMigration;

final class Version20240101000000 extends AbstractMigration
{
    public function up(Schema $schema): void
    {
        $this->addSql('CREATE TABLE app_notes (id INT AUTO_INCREMENT NOT NULL, text VARCHAR(180) NOT NULL, author_id INT NOT NULL, date_time DATETIME DEFAULT NULL, PRIMARY KEY(id))');
        $this->addSql('CREATE TABLE app_authors (id INT AUTO_INCREMENT NOT NULL, nick VARCHAR(60) NOT NULL, date_time DATETIME DEFAULT NULL, PRIMARY KEY(id))');
    }
}
