<?php

namespace App\Http;

use App\Models\Song;

class Songs
{
    public function label(Song $song): string
    {
        return $song->genre . $song->owner->name . $song->notes()->count() . $song->notes->first();
    }

    public function all()
    {
        return Song::query()->where('notes', 'x')->get();
    }

    public function move(Song $song, string $album): void
    {
        $song->album = $album;
        $song->publisher = null;
    }
}
