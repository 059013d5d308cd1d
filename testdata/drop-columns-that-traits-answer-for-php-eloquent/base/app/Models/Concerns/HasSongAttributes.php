<?php

namespace App\Models\Concerns;

use Illuminate\Database\Eloquent\Casts\Attribute;

trait HasSongAttributes
{
    protected function genre(): Attribute
    {
        return Attribute::get(fn () => $this->genres->pluck('name')->implode(', '));
    }

    public function getNotesAttribute($value)
    {
        return trim($value);
    }
}
