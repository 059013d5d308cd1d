<?php

namespace App;

use App\Entity\Post;
use Doctrine\ORM\EntityManagerInterface;

class Show
{
    public function all(EntityManagerInterface $em)
    {
        foreach ($em->getRepository(Post::class)->findAll() as $one) {
            echo $one->getRating();
        }
        $those = $em->getRepository(Post::class)->findBy(['title' => 'a']);

        return array_map(fn ($one) => $one->getRating(), $those);
    }
}
