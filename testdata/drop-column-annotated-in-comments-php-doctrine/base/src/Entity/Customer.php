<?php

namespace App\Entity;

use Doctrine\ORM\Mapping as ORM;

/**
 * Who pays.
 *
 * @ORM\Table(name="customers", indexes={@ORM\Index(columns={"name"})})
 * @ORM\Entity(repositoryClass="App\Repository\CustomerRepository")
 */
class Customer
{
    use RatesTrait;

    /**
     * @var int
     *
     * @ORM\Id
     * @ORM\Column(name="id", type="integer")
     */
    private $id;

    /**
     * @var string|null
     *
     * @ORM\Column(name="rss_token", type="string", nullable=true)
     */
    private $feedKey;

    /**
     * @ORM\Column(type="boolean")
     */
    private $twoFactor = false;
}
