<?php

namespace App\Http;

use App\Models\Passport\Client;

class ClientController
{
    public function index()
    {
        return Client::query()->where('personal_access_client', true)->get();
    }
}
