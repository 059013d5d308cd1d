<?php

namespace App\Http;

class Mail
{
    public function send(Contact $user): string
    {
        return $user->home_page;
    }
}
