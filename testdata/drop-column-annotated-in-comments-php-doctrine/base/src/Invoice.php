<?php

namespace App;

use App\Entity\Customer;

class Invoice
{
    public function rate(Customer $customer): ?float
    {
        return $customer->getFixedRate();
    }
}
