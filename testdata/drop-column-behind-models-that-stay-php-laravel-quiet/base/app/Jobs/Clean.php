<?php

namespace App\Jobs;

use App\Models\Project;
use App\Models\ProjectSetting;

class Clean
{
    public function __construct(public Project $target, private int $tries)
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
    public function of(ProjectSetting|int $setting): int
    {
        return is_int($setting) ? $setting : $setting->percent;
    }
}

class Report
{
    protected ?Project $subject;

    public function line(): string
    {
        return $this->subject->settings->percent . Project::where('name', 'a')->first()->settings->percent;
    }
}
