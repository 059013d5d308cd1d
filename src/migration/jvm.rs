//! Migrations written as classes in Java and Kotlin: Flyway's (`migrate`), and those that Liquibase calls (`execute`, `generateStatements`).
//!
//! Read is the SQL that they hand to the database in a text that the class holds. What is put together from elsewhere is said to be unreadable if the
//! class speaks of dropping or renaming at all.

use super::CodeMigration;
use super::javascript::raw;
use super::script::{Scope, Script, Visitor, statement, unparsed, unreadable};
use crate::lang::facts::{Arg, Expr, ExprKind, TextPart};
use crate::model::change::{Statement, StatementKind};
use crate::model::name::Dialect;

/// The methods that a tool calls.
const ENTRIES: &[&str] = &["migrate", "execute", "generateStatements"];

/// Calls whose first argument is SQL.
const CALLS: &[&str] = &[
    "execute",
    "executeUpdate",
    "executeLargeUpdate",
    "addBatch",
    "update",
    "batchUpdate",
    "prepareStatement",
    "prepareCall",
    "createNativeQuery",
    "exec",
    "execInBatch",
    "sql",
    "RawSqlStatement",
];

/// The statements of a class.
pub fn read(file: &CodeMigration<'_>, dialect: Dialect) -> Vec<Statement> {
    let Some(language) = crate::lang::of_path(file.path) else { return Vec::new() };
    let facts = (language.parse)(file.text, file.path.rsplit('.').next().unwrap_or_default());
    let script = Script::new(&facts);
    let mut reader = Reader { dialect, destroys: false, out: unparsed(&facts).into_iter().collect() };
    let bodies = facts.functions.iter().flat_map(|function| &function.body);
    let fields = facts.classes.iter().flat_map(|class| class.fields.iter().filter_map(|field| field.value.as_ref()));
    for expr in bodies.chain(fields).chain(&facts.top) {
        expr.walk(&mut |expr| {
            reader.destroys |= speaks_of_dropping(expr);
            true
        });
    }
    for function in facts.functions.iter().filter(|function| ENTRIES.contains(&function.name.as_str())) {
        script.walk(&function.body, &mut Scope::default(), &mut reader);
    }
    reader.out
}

fn speaks_of_dropping(expr: &Expr) -> bool {
    let ExprKind::Str(text) = &expr.kind else { return false };
    text.parts.iter().any(|part| match part {
        TextPart::Piece { value, .. } => {
            let lower = value.to_ascii_lowercase();
            ["drop ", "rename ", "truncate "].iter().any(|word| lower.contains(word))
        }
        TextPart::Hole(_) => false,
    })
}

struct Reader {
    dialect: Dialect,
    destroys: bool,
    out: Vec<Statement>,
}

impl<'a> Visitor<'a> for Reader {
    fn call(&mut self, script: &Script<'a>, expr: &'a Expr, scope: &mut Scope<'a>) -> bool {
        let (name, args, is_member): (&str, &'a [Arg], bool) = match &expr.kind {
            ExprKind::Call { callee, args, .. } => {
                let is_member = matches!(callee.kind, ExprKind::Member { .. });
                (callee.last_name().unwrap_or_default(), args, is_member)
            }
            ExprKind::New { type_name, args, .. } => (type_name.as_str(), args, true),
            _ => return false,
        };
        let on = |what: &str| matches!(&expr.kind, ExprKind::Call { callee, .. } if matches!(&callee.kind, ExprKind::Member { object, .. } if object.last_name() == Some(what)));
        if name == "drop" && on("SchemaUtils") {
            self.out.push(unreadable(expr.range.clone(), "tables of Exposed"));
            return true;
        }
        if !CALLS.contains(&name) {
            return false;
        }
        let Some(first) = args.first().map(|arg| &arg.value) else { return false };
        if let ExprKind::List(list) = &first.kind {
            for item in list {
                self.take(raw::statements(script, item, scope, self.dialect).unwrap_or_default());
            }
            return true;
        }
        match raw::statements(script, first, scope, self.dialect) {
            Some(found) => self.take(found),
            // A helper of the class is followed; a text from elsewhere is not known.
            None if is_member && self.destroys && !is_own(expr) && may_be_text(first) => {
                self.out.push(unreadable(expr.range.clone(), "SQL that is put together when it runs"));
            }
            None => return false,
        }
        true
    }
}

impl Reader {
    /// Texts that are no SQL are arguments of another kind of call.
    fn take(&mut self, found: Vec<Statement>) {
        let known = |statement: &Statement| !matches!(statement.kind, StatementKind::Unparsed { ref seen, .. } if seen.is_empty());
        for one in found {
            if known(&one) {
                self.out.push(one);
            } else {
                self.out.push(statement(one.range, Vec::new()));
            }
        }
    }
}

/// `this.execute(…)`
fn is_own(expr: &Expr) -> bool {
    matches!(&expr.kind, ExprKind::Call { callee, .. } if matches!(&callee.kind, ExprKind::Member { object, .. } if object.as_name() == Some("this")))
}

fn may_be_text(expr: &Expr) -> bool {
    !matches!(expr.kind, ExprKind::Lambda { .. } | ExprKind::Literal(_) | ExprKind::New { .. } | ExprKind::Map(_))
}

/// Whether a file is a class of Flyway's, by its text.
pub fn is_flyway(text: &str) -> bool {
    ["JavaMigration", "JdbcMigration", "BaseMigration"].iter().any(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use crate::migration::compact::changes;
    use crate::migration::flyway::Flyway;

    #[test]
    fn sql_of_classes() {
        let java = |body: &str| {
            format!(
                "package db.migration;\npublic class V2__x extends BaseJavaMigration {{\n  private static final String OLD = \"old_t\";\n  public void migrate(Context context) throws Exception {{\n{body}\n  }}\n  private void run(Statement s, String table) {{ s.execute(\"DROP TABLE \" + table); }}\n}}\n"
            )
        };
        let cases = [
            (
                "try (Statement s = context.getConnection().createStatement()) { s.execute(\"ALTER TABLE t DROP COLUMN a\"); }",
                "t -a",
            ),
            ("new JdbcTemplate(ds).update(\"DROP TABLE \" + OLD);", "drop old_t"),
            ("String sql = \"ALTER TABLE t \" + \"DROP COLUMN b\"; s.executeUpdate(sql);", "t -b"),
            ("s.execute(String.join(\"\", parts));", "unreadable"),
            ("run(s, \"gone\");", "drop gone"),
            ("context.getLogger().update(\"done with it\");", ""),
            ("PreparedStatement p = c.prepareStatement(\"SELECT id FROM t WHERE a = ?\"); p.execute();", "query"),
        ];
        for (body, expected) in cases {
            assert_eq!(changes(&Flyway, "db/migration/V2__x.java", &java(body)), expected, "{body}");
        }
        let kotlin = "class V3__x : BaseJavaMigration() {\n  override fun migrate(context: Context) {\n    context.connection.createStatement().use { it.execute(\"\"\"\n      ALTER TABLE t DROP COLUMN a\n    \"\"\".trimIndent()) }\n    transaction { exec(\"DROP TABLE u\"); SchemaUtils.create(Users) }\n  }\n}\n";
        assert_eq!(changes(&Flyway, "db/migration/V3__x.kt", kotlin), "t -a; drop u");
    }
}
