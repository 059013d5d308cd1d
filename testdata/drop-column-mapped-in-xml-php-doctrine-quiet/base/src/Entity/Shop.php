<?php

namespace App\Entity;

class Shop
{
    private $id;
    private $name;
    private $name;

    public function getName()
    {
        return $this->name;
    }
}
