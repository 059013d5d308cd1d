<?php

namespace App\Http\Controllers;

use App\Models\ServerSetting;

class SettingsController
{
    public function index()
    {
        return ServerSetting::all()->map(function ($setting) {
            $setting->makeHidden(['percent', 'server_id']);

            return $setting;
        });
    }
}
