<?php

namespace App\Repository;

use App\Entity\Person;

class PersonRepository extends ServiceEntityRepository
{
    public function find(string $address)
    {
        return $this->createQueryBuilder('p')->where('p.nick = :address')->setParameter('address', $address)->getQuery()->getResult();
    }

    public function all()
    {
        return $this->em->createQuery('SELECT p.phone, p.nick FROM App\Entity\Person p')->getResult();
    }

    public function native()
    {
        return $this->em->getConnection()->fetchAllAssociative('SELECT telephone AS phone FROM people');
    }
}
