<?php

namespace App\Models;

use Illuminate\Database\Eloquent\Casts\Attribute;
use Illuminate\Database\Eloquent\Model;

class Song extends Model
{
    protected function genre(): Attribute
    {
        return Attribute::get(fn () => $this->genres->pluck('name')->implode(', '));
    }

    public function notes()
    {
        return $this->morphMany(Note::class, 'notable');
    }

    public function owner()
    {
        return $this->hasOneThrough(User::class, Album::class);
    }

    public function album()
    {
        return $this->belongsTo(Album::class);
    }

    public function publisher()
    {
        return $this->belongsToThrough(Publisher::class, Album::class);
    }
}
