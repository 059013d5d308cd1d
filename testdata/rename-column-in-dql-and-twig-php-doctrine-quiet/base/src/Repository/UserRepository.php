<?php

namespace App\Repository;

class UserRepository extends ServiceEntityRepository
{
    public function named(string $name)
    {
        return $this->createQueryBuilder('u')->join('u.posts', 'p')->where('p.nickName = :name')->andWhere('u.email = :name')->getQuery()->getResult();
    }
}
