<?php

namespace App\Controller;

use App\Entity\Shop;

class WebhookController
{
    public function check(Shop $shop, string $key): bool
    {
        return $shop->getWebhookSecret() === $key;
    }
}
