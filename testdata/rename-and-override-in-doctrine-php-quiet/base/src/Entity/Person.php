<?php

namespace App\Entity;

use Doctrine\ORM\Mapping as ORM;

#[ORM\Entity]
#[ORM\Table(name: 'people')]
class Person
{
    #[ORM\Id, ORM\Column]
    private int $id;

    #[ORM\Column(name: 'telephone')]
    private string $phone;

    #[ORM\Column(name: 'handle')]
    private string $nick;

    public function getPhone(): string
    {
        return $this->phone;
    }

    public function getNick(): string
    {
        return $this->nick;
    }
}
