<?php

namespace App;

use Illuminate\Support\Facades\DB;

class Permissions
{
    public function of(int $user)
    {
        return DB::table('grants')
            ->where('page_id', '>', 0)
            ->where(function ($query) use ($user) {
                $query->where('id', '=', 1)
                    ->orWhere(function ($inner) use ($user) {
                        $inner->where('id', '=', 2)->where('owner', '=', $user);
                    });
            })
            ->get();
    }

    public function restrict($query)
    {
        return $query->whereHas('grants', function ($grants) {
            $grants->where(function ($either) {
                $either->where('hidden', '=', false);
            });
        });
    }

    public function drafts()
    {
        return DB::table('pages')->join('grants', function ($join) {
            $join->on('grants.page_id', '=', 'pages.id')->on('grants.draft', '=', 'pages.draft');
        })->get();
    }
}
