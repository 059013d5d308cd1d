<?php

namespace App;

use Illuminate\Support\Facades\DB;

class Board
{
    public function best()
    {
        return DB::table('posts')->orderByDesc('rating')->pluck('id');
    }

    public function most()
    {
        return DB::table('posts')->select('id', DB::raw('max(rating) as most'))->groupBy('id')->get();
    }

    public function one($id)
    {
        return DB::table('posts')->where('id', $id)->value('rating');
    }

    public function put($rows)
    {
        DB::table('posts')->upsert([['id' => 1, 'title' => 'a']], ['id'], ['rating']);
        DB::table('posts')->updateOrInsert(['id' => 1], ['rating' => 3]);
        DB::table('posts')->insertOrIgnore([['id' => 1, 'rating' => 3]]);
    }

    public function since($day)
    {
        return DB::table('posts')->whereDate('rating', $day)->latest('rating')->get();
    }
}
