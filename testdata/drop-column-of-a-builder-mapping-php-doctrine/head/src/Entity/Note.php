<?php

namespace App\Entity;

use Doctrine\ORM\Mapping as ORM;
use Doctrine\ORM\Mapping\Builder\ClassMetadataBuilder;

class Note
{
    private $id;
    private $text;
    private $dateTime;

    public static function loadMetadata(ORM\ClassMetadata $metadata): void
    {
        $builder = new ClassMetadataBuilder($metadata);
        $builder->setTable('notes')->addIndex(['date_time'], 'by_time');
        $builder->createField('id', 'integer')->isPrimaryKey()->generatedValue()->build();
        $builder->addField('text', 'string');
        $builder->createField('dateTime', 'datetime')->columnName('date_time')->nullable()->build();
    }

    public function getDateTime()
    {
        return $this->dateTime;
    }
}
