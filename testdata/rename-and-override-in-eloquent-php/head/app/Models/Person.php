<?php

namespace App\Models;

use Illuminate\Database\Eloquent\Casts\Attribute;
use Illuminate\Database\Eloquent\Model;

class Person extends Model
{
    protected $table = 'people';

    protected $primaryKey = 'id';

    protected $fillable = ['phone', 'handle'];

    protected $appends = ['email', 'nick'];

    protected $casts = ['mail' => 'string', 'born' => 'date'];

    public function getEmailAttribute(): string
    {
        return $this->attributes['mail'];
    }

    protected function nick(): Attribute
    {
        return Attribute::make(get: fn () => $this->handle);
    }
}
