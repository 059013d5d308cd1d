<?php

namespace App\Jobs;

use App\Models\Server;
use App\Models\ServerSetting;

class Clean
{
    public function __construct(public Server $target, private int $tries)
    {
    }

    public function handle(): void
    {
        if ($this->tries > $this->target->settings->percent) {
            return;
        }
    }
}

class Share
{
    public function of(ServerSetting|int $setting): int
    {
        return is_int($setting) ? $setting : $setting->percent;
    }
}

class Report
{
    protected ?Server $subject;

    public function line(): string
    {
        return $this->subject->settings->percent . Server::where('name', 'a')->first()->settings->percent;
    }
}
