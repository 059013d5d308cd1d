<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Database\Schema\Blueprint;
use Illuminate\Support\Facades\Schema;

return new class extends Migration
{
    public function up(): void
    {
        Schema::create('servers', function (Blueprint $table) {
            $table->id();
            $table->string('name');
        });
        Schema::create('server_settings', function (Blueprint $table) {
            $table->id();
            $table->foreignId('server_id');
            $table->integer('percent')->nullable();
        });
        Schema::create('projects', function (Blueprint $table) {
            $table->id();
            $table->string('name');
        });
        Schema::create('project_settings', function (Blueprint $table) {
            $table->id();
            $table->foreignId('project_id');
            $table->integer('percent')->nullable();
        });
    }
};
