<?php

namespace App\Http;

use App\Models\StoryReaction;

class Stories
{
    public function resource()
    {
        return $this->list(StoryReaction::class);
    }
}
