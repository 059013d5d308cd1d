<?php

namespace App\Models;

use Illuminate\Database\Eloquent\Model;

class StoryReaction extends Model
{
}
