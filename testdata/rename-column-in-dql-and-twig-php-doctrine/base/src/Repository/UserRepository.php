<?php

namespace App\Repository;

class UserRepository extends ServiceEntityRepository
{
    public function named(string $name)
    {
        return $this->createQueryBuilder('u')->where('u.nickName = :name')->setParameter('name', $name)->getQuery()->getResult();
    }

    public function all()
    {
        return $this->em->createQuery('SELECT u.nickName FROM App\Entity\User u')->getResult();
    }
}
