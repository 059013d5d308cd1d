<?php

namespace App\Http;

use App\Models\Admin;
use App\Models\Song;

class Songs
{
    public function label(Song $song): string
    {
        return $song->genre . $song->notes;
    }

    public function admins()
    {
        return Admin::query()->where('name', 'x')->get();
    }
}
