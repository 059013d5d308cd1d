<?php

namespace App\Http\Resources;

class UserResource
{
    public function toArray(array $user): array
    {
        return ['seen' => $this->last_login, 'page' => $user->home_page];
    }
}
