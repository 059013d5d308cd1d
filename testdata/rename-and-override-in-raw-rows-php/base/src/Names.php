<?php

namespace App;

use Illuminate\Support\Facades\DB;

class Names
{
    public function find(string $name)
    {
        return DB::table('people')->where('nick', $name)->value('phone');
    }

    public function all()
    {
        $people = DB::table('people')->get();
        foreach ($people as $person) {
            echo $person->mail;
        }
        $first = DB::table('people')->first();
        return $first->phone;
    }
}
