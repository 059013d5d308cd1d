<?php

namespace App\Entity;

use Doctrine\ORM\Mapping as ORM;

#[ORM\Entity]
#[ORM\Table(name: 'customer')]
class Customer
{
    #[ORM\Id, ORM\Column]
    private int $id;

    #[ORM\Embedded(class: Address::class, columnPrefix: false)]
    private Address $home;
}
