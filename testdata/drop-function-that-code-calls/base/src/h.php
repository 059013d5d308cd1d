<?php
DB::select('CALL account_total(?)', [1]);
DB::statement("SELECT account_total(1)");
$q = DB::table('orders')->selectRaw('account_total(id)');
$pdo->prepare('CALL account_total(?)');
