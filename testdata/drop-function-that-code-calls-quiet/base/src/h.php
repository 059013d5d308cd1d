<?php
DB::select('CALL average_total(?)', [1]);
DB::statement("SELECT average_total(1)");
$q = DB::table('orders')->selectRaw('average_total(id)');
$pdo->prepare('CALL average_total(?)');
