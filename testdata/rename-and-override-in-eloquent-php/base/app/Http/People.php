<?php

namespace App\Http;

use App\Models\Person;

class People
{
    public function show(int $id): array
    {
        $person = Person::findOrFail($id);
        return [$person->phone, $person->nick, $person->email, $person['mail'], $person->getOriginal('phone')];
    }
}
