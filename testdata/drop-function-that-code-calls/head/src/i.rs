fn a() { sqlx::query("SELECT account_total($1)"); sqlx::query!("CALL account_total($1)"); }
sql_function!(fn account_total(a: BigInt) -> BigInt);
