<?php

namespace App\Models;

use Illuminate\Database\Eloquent\Model;

class User extends Model
{
    public function teams()
    {
        return $this->belongsToMany(Team::class, Member::class)->withTimestamps();
    }
}
