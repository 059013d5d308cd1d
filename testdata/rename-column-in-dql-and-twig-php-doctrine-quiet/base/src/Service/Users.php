<?php

namespace App\Service;

class Users
{
    public function one(string $name)
    {
        return $this->postRepository->findOneByNickName($name) ?? $this->userRepository->findBy(['email' => $name]);
    }
}
