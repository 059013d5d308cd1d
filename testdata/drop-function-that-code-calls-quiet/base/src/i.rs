fn a() { sqlx::query("SELECT average_total($1)"); sqlx::query!("CALL average_total($1)"); }
