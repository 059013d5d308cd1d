<?php

namespace App\Storage;

use App\Entity\Review;
use Doctrine\Bundle\DoctrineBundle\Repository\ServiceEntityRepository;
use Doctrine\Persistence\ManagerRegistry;

class Store extends ServiceEntityRepository
{
    public function __construct(ManagerRegistry $registry)
    {
        parent::__construct($registry, Review::class);
    }

    public function best()
    {
        return $this->createQueryBuilder('p')->orderBy('p.rating', 'DESC')->getQuery()->getResult();
    }

    public function above($least)
    {
        $query = $this->createQueryBuilder('one');
        if ($least) {
            $query->andWhere('one.rating > :least');
        }

        return $query->getQuery()->getResult();
    }

    public function ratings($em)
    {
        return $em->createQuery('SELECT p.rating FROM ' . Review::class . ' p')->getResult();
    }
}
