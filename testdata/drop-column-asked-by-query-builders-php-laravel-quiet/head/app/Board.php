<?php

namespace App;

use Illuminate\Support\Facades\DB;

class Board
{
    public function best()
    {
        return DB::table('reviews')->orderByDesc('rating')->pluck('id');
    }

    public function most()
    {
        return DB::table('reviews')->select('id', DB::raw('max(rating) as most'))->groupBy('id')->get();
    }

    public function one($id)
    {
        return DB::table('reviews')->where('id', $id)->value('rating');
    }

    public function put($rows)
    {
        DB::table('reviews')->upsert([['id' => 1, 'title' => 'a']], ['id'], ['rating']);
        DB::table('reviews')->updateOrInsert(['id' => 1], ['rating' => 3]);
        DB::table('reviews')->insertOrIgnore([['id' => 1, 'rating' => 3]]);
    }

    public function since($day)
    {
        return DB::table('reviews')->whereDate('rating', $day)->latest('rating')->get();
    }
}
