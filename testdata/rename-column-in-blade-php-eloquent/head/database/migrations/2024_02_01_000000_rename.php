<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Database\Schema\Blueprint;
use Illuminate\Support\Facades\DB;
use Illuminate\Support\Facades\Schema;

return new class extends Migration {
    public function up(): void
    {
        Schema::table('people', function (Blueprint $table) {
            $table->renameColumn('last_login', 'last_seen');
        });
        DB::update(DB::raw('ALTER TABLE people DROP home_page'));
    }
};
