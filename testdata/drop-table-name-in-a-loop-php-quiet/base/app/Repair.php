<?php

class Repair extends Command
{
    public function handle()
    {
        $kinds = ['users', 'tokens'];
        foreach ($kinds as $kind) {
            $this->line("DELETE $kind");
        }
        foreach (['users'] as $one) {
            DB::statement("DELETE FROM $one WHERE id = 1");
        }
    }
}
