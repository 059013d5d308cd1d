<?php

namespace App\Models;

use Illuminate\Database\Eloquent\Model;

class Server extends Model
{
    protected $guarded = [];

    public function settings()
    {
        return $this->hasOne(ServerSetting::class);
    }
}
