<?php

namespace App\Http\Controllers;

use App\Models\Post;
use App\Models\User;

class PostController
{
    public function best(User $user)
    {
        return $user->posts()->where('rating', '>', 3)->get();
    }

    public function users()
    {
        return User::with(['posts' => function ($posts) {
            $posts->orderBy('rating');
        }])->withSum('posts', 'rating')->get();
    }

    public function raw()
    {
        return Post::whereRaw('rating > ?', [3])->get();
    }
}
