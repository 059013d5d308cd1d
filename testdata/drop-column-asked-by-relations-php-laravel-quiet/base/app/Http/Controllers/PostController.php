<?php

namespace App\Http\Controllers;

use App\Models\Post;
use App\Models\User;

class PostController
{
    public function best(User $user)
    {
        return $user->posts()->where('title', '>', 3)->get();
    }

    public function users()
    {
        return User::with(['posts' => function ($posts) {
            $posts->orderBy('title');
        }])->withSum('posts', 'title')->get();
    }

    public function scores(Team $team)
    {
        return $team->scores()->where('rating', '>', 3)->get();
    }

    public function raw()
    {
        return Post::whereRaw('title > ?', ['rating'])->get();
    }
}
