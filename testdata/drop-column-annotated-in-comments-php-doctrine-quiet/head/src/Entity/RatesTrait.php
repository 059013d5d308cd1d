<?php

namespace App\Entity;

use Doctrine\ORM\Mapping as ORM;

trait RatesTrait
{
    /**
     * @var float|null
     */
    private $fixedRate = null;

    public function getFixedRate(): ?float
    {
        return $this->fixedRate;
    }
}
