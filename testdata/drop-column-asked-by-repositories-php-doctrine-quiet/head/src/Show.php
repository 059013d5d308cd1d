<?php

namespace App;

use App\Entity\Review;
use Doctrine\ORM\EntityManagerInterface;

class Show
{
    public function all(EntityManagerInterface $em)
    {
        foreach ($em->getRepository(Review::class)->findAll() as $one) {
            echo $one->getRating();
        }
        $those = $em->getRepository(Review::class)->findBy(['title' => 'a']);

        return array_map(fn ($one) => $one->getRating(), $those);
    }
}
