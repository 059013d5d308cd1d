<?php

namespace App\Models;

use Illuminate\Database\Eloquent\Model;

class Page extends Model
{
    public function grants()
    {
        return $this->hasMany(Grant::class);
    }
}
