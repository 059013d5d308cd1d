<?php

namespace DoctrineMigrations;

final class Version20240101000000 extends AbstractMigration
{
    public function up(Schema $schema): void
    {
        $this->addSql('CREATE TABLE customer (id INT PRIMARY KEY, home_street VARCHAR(180), street VARCHAR(180), city VARCHAR(60))');
    }
}
