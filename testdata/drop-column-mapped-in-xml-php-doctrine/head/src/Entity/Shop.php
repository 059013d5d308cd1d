<?php

namespace App\Entity;

class Shop
{
    private $id;
    private $name;
    private $webhookSecret;

    public function getWebhookSecret()
    {
        return $this->webhookSecret;
    }
}
