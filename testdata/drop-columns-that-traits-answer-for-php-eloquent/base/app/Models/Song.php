<?php

namespace App\Models;

use App\Models\Concerns\HasSongAttributes;
use Illuminate\Database\Eloquent\Model;

class Song extends Model
{
    use HasSongAttributes;
}
