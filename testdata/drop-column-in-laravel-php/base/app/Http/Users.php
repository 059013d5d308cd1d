<?php

namespace App\Http;

use App\Models\User;

class Users
{
    public function named(string $name)
    {
        return User::query()->where('nickname', $name)->get();
    }

    public function label(User $user): string
    {
        return $user->nickname;
    }
}
