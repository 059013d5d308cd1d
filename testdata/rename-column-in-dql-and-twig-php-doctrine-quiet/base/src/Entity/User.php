<?php

namespace App\Entity;

use Doctrine\ORM\Mapping as ORM;

#[ORM\Entity]
#[ORM\Table(name: 'app_user')]
class User
{
    #[ORM\Id, ORM\Column]
    private int $id;

    #[ORM\Column]
    private string $email;
}
