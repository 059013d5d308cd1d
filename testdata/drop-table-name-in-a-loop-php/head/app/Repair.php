<?php

class Repair extends Command
{
    public function handle()
    {
        $tables = ['users', 'tokens'];
        foreach ($tables as $table) {
            $highest = DB::table($table)->select(DB::raw('MAX(id)'))->first();
        }
        foreach (['users', 'tokens'] as $one) {
            DB::statement("DELETE FROM $one WHERE id = 1");
        }
    }
}
