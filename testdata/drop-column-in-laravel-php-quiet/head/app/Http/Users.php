<?php

namespace App\Http;

use App\Models\User;

class Users
{
    public function named(string $name)
    {
        return User::query()->where('email', $name)->get();
    }

    public function label(User $user): string
    {
        return $user->email;
    }
}
