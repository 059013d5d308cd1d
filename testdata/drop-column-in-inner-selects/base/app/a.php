<?php
class User extends Model {}
class Peer extends Model {}
function a() {
    User::query()->selectRaw('(select COUNT(*) from peers where peers.user_id = users.id and active = TRUE and seeder = FALSE) as count')->get();
    User::query()->whereRaw('exists (select 1 from peers where user_id = users.id and active)')->get();
    DB::table('users')->selectRaw('(select COUNT(*) from peers where peers.user_id = users.id and active = TRUE) as count')->get();
}
