<?php

namespace App\Service;

class Users
{
    public function one(string $name)
    {
        return $this->userRepository->findOneByNickName($name) ?? $this->userRepository->findBy(['nickName' => $name]);
    }
}
