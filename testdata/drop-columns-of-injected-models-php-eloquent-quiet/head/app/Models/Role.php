<?php

namespace App\Models;

use Illuminate\Database\Eloquent\Model;

class Role extends Model
{
    public function scopeShown($query)
    {
        return $query->where('name', 'hidden');
    }
}
