<?php

namespace App\Models;

class Admin extends Member
{
    protected $hidden = ['nickname'];
}
