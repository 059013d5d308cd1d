<?php

namespace App\Http;

use App\Models\Song;

class Songs
{
    public function label(Song $song): string
    {
        return $song->genre . $song->owner->name . $song->notes()->count() . $song->notes->first();
    }

    public function sleeve(Song $song): string
    {
        return $song->album->title . $song->publisher->name;
    }

    public function all()
    {
        return Song::query()->where('title', 'x')->get();
    }
}
