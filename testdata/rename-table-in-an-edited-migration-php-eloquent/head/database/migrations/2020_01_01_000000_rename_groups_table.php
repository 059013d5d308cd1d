<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Support\Facades\Schema;

class RenameGroupsTable extends Migration
{
    public function up()
    {
        if (Schema::hasTable('groups')) {
            Schema::rename('groups', 'permission_groups');
        }
    }
}
