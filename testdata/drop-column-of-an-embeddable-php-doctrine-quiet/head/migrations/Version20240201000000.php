<?php

namespace DoctrineMigrations;

final class Version20240201000000 extends AbstractMigration
{
    public function up(Schema $schema): void
    {
        $this->addSql('ALTER TABLE customer DROP COLUMN street');
    }
}
