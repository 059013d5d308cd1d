<?php

namespace App;

use Illuminate\Support\Facades\DB;

class Permissions
{
    public function of(int $user)
    {
        return DB::table('grants')
            ->where('page_id', '>', 0)
            ->whereExists(function ($query) use ($user) {
                $query->from('pages')->where('owner', '=', $user);
            })
            ->get();
    }

    public function restrict($query)
    {
        return $query->where(function ($either) {
            $either->where('hidden', '=', false);
        })->whereHas('grants', function ($grants) {
            $grants->where('page_id', '>', 0);
        });
    }

    public function drafts()
    {
        $query = DB::table('grants');
        DB::table('pages')->where(function ($query) {
            $query->where('draft', '=', true);
        })->get();
        return DB::table('pages')->join('grants', function ($join) {
            $join->on('grants.page_id', '=', 'pages.id')->where('pages.draft', '=', true);
        })->get();
    }
}
