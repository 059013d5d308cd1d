<?php

namespace App\Http;

class Members
{
    public function scope($query, $id)
    {
        return $query->where('groups.id', '=', $id);
    }
}
