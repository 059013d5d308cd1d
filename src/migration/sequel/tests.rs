//! Snippets of migrations → the changes that they make, in short.

use super::*;
use crate::migration::compact::{changes, changes_in};
use crate::migration::index::Index;
use crate::migration::testing::{Files, line};

fn up(body: &str) -> String {
    let text = format!("Sequel.migration do\n  up do\n{body}\n  end\n  down do\n  end\nend\n");
    changes(&Sequel, "db/migrations/1_a.rb", &text)
}

#[test]
fn tables() {
    for (body, expected) in [("create_table(:a) do\nprimary_key :id\nString :name, size: 10, null: false\nend", "")] {
        assert_eq!(up(body), expected, "{body}");
    }
}
