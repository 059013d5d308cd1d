<?php

namespace App\Models;

use Illuminate\Database\Eloquent\Casts\Attribute;
use Illuminate\Database\Eloquent\Model;

class Song extends Model
{
    protected function genre(): Attribute
    {
        return Attribute::get(fn ($value) => ucfirst($value));
    }

    public function notes()
    {
        return $this->morphMany(Note::class, 'notable');
    }

    public function owner()
    {
        return $this->belongsTo(User::class);
    }

    public function album()
    {
        return $this->belongsTo(Album::class);
    }
}
