<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Database\Schema\Blueprint;
use Illuminate\Support\Facades\Schema;

return new class extends Migration {
    public function up(): void
    {
        Schema::table('users', function (Blueprint $table) {
            $table->dropColumn('nickname');
        });
        Schema::table('roles', function (Blueprint $table) {
            $table->dropColumn(['hidden', 'rank']);
        });
        Schema::table('posts', function (Blueprint $table) {
            $table->dropColumn('summary');
        });
        Schema::table('role_user', function (Blueprint $table) {
            $table->dropColumn('since');
        });
    }
};
