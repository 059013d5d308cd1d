//! A playbook in Markdown: how the failure is recognised, what to watch, whether going back helps, how the schema is put back, and how recovery is seen.

use super::markdown::{code, safe};
use super::prometheus::Alerts;
use super::{View, prometheus};
use crate::model::name::Dialect;
use crate::model::reach::{EntryKind, HandlingKind, Reach};
use crate::model::reference::Reference;
use crate::output::shared::fence;
use crate::output::terminal::clean;
use crate::plan::{Failure, Mapper, Migration, Outage, Pattern, Plan, Rollback, Runs, database_patterns};

/// How many places and entry points are listed.
const LISTED: usize = 40;

/// One change, and what it would break.
pub struct Book<'a> {
    pub plan: &'a Plan,
    pub outage: &'a Outage,
    /// The uses that fail.
    pub uses: Vec<&'a Reference>,
    pub rollback: Rollback,
    pub mappers: &'a [&'static Mapper],
}

impl Book<'_> {
    /// The ways to all uses.
    pub fn reach(&self) -> Reach {
        Reach::union(self.uses.iter().map(|one| &one.reach))
    }

    /// What fails, in half a sentence.
    pub fn failure(&self) -> String {
        let name = &self.outage.name;
        match self.outage.failure {
            Failure::ColumnGone | Failure::TableGone => format!("{name} is gone and code still names it"),
            Failure::ValueMissing => format!("{name} must have a value and code still leaves it out"),
            Failure::OtherType => format!("{name} has another type than code still takes it for"),
        }
    }
}

/// All playbooks, one below the other. `base`: what the deployed code is called.
pub fn markdown(books: &[Book<'_>], alerts: &Alerts, base: Option<&str>, view: &View<'_>) -> String {
    books.iter().map(|book| one(book, alerts, base, view)).collect::<Vec<_>>().join("\n")
}

fn one(book: &Book<'_>, alerts: &Alerts, base: Option<&str>, view: &View<'_>) -> String {
    let mut text = format!("# Playbook: {} ({})\n\n", safe(&book.plan.title), book.outage.dialect.name());
    text.push_str(&format!(
        "What it is for: {}. Each such query fails until the schema fits again.\n",
        safe(&book.failure())
    ));
    recognise(book, &mut text);
    watch(book, alerts, view, &mut text);
    going_back(book, base, &mut text);
    put_back(book, view, &mut text);
    verify(book, &mut text);
    text
}

fn recognise(book: &Book<'_>, text: &mut String) {
    text.push_str("\n## Is it this?\n\nRegular expressions (RE2, PCRE, `grep -E`) for a search of the logs:\n\n");
    for pattern in database_patterns(book.outage) {
        entry(&pattern, text);
    }
    for mapper in book.mappers {
        for pattern in mapper.patterns(book.outage) {
            entry(&pattern, text);
        }
    }
    if book.mappers.is_empty() {
        text.push_str("No mapper was recognised in the files with uses, nor in the manifests above them.\n");
    }
    if book.outage.dialect == Dialect::Sqlite && book.outage.failure == Failure::ColumnGone {
        text.push_str("\nSQLite takes a name in double quotes that is no column for a text: such a query prints nothing, and answers wrongly.\n");
    }
}

fn entry(pattern: &Pattern, text: &mut String) {
    let number = if pattern.code.is_empty() { String::new() } else { format!(" {}", pattern.code) };
    let note = if pattern.note.is_empty() { String::new() } else { format!(": {}", pattern.note) };
    text.push_str(&format!("- {}{number}{note}\n\n{}", pattern.who, fence("text", &clean(&pattern.regex, true), "  ")));
}

fn watch(book: &Book<'_>, alerts: &Alerts, view: &View<'_>, text: &mut String) {
    let reach = book.reach();
    text.push_str("\n## What to watch\n\n");
    for one in reach.entry_points.iter().take(LISTED) {
        let via = if one.via.is_empty() { String::new() } else { format!(" through {}", code(&one.via.join(" → "))) };
        text.push_str(&format!("- {}{via}\n", code(&one.display())));
    }
    more(reach.entry_points.len(), text);
    match (reach.entry_points.is_empty(), reach.cut) {
        (true, _) => text
            .push_str("No route, job or command was found that reaches the uses; that says not that there is none.\n"),
        (_, true) => text.push_str("- and more: not every way was followed\n"),
        _ => {}
    }
    if !book.uses.is_empty() {
        text.push_str("\nThe places that fail:\n\n");
        for one in book.uses.iter().take(LISTED) {
            let handling = one.reach.handling.as_ref().map(|one| format!(": {}", safe(&one.text))).unwrap_or_default();
            text.push_str(&format!("- {} {}{handling}\n", code(&view.place(&one.span)), code(&view.line(&one.span))));
        }
        more(book.uses.len(), text);
        let taken = |one: &&&Reference| {
            let kind = one.reach.handling.as_ref().map(|handling| handling.kind);
            matches!(kind, Some(HandlingKind::Answered | HandlingKind::Swallowed))
        };
        if book.uses.iter().any(|one| taken(&one)) {
            text.push_str(
                "\nWhere an error is caught, a route may answer something else than 5xx: watch the logs as well.\n",
            );
        }
    }
    let route = reach.entry_points.iter().find(|one| one.kind == EntryKind::Http);
    if let Some(route) = route {
        text.push_str(&format!(
            "\nAlert rules for these routes: `migcheck plan … --playbook --format {}`. The first of them:\n\n{}",
            prometheus::NAME,
            fence("promql", &alerts.expression(route), "")
        ));
    }
}

fn more(count: usize, text: &mut String) {
    if count > LISTED {
        text.push_str(&format!("- and {} more\n", count - LISTED));
    }
}

fn going_back(book: &Book<'_>, base: Option<&str>, text: &mut String) {
    let name = code(&book.outage.name);
    let deployed = base.map(code).unwrap_or_default();
    text.push_str("\n## Does going back help?\n\n**Rolling the code back (`kubectl rollout undo`):** ");
    text.push_str(&match book.rollback {
        Rollback::DoesNot => format!("no. The code that was deployed before ({deployed}) needs {name} as it was, too, and a release of code changes nothing in the schema. Going back costs minutes and ends no error: put the schema back first."),
        Rollback::Helps => format!("yes. Only the code that is being released fails; in the code that was deployed before ({deployed}) no such use was found. Roll it back, look at the queries below, and then take your time."),
        Rollback::Assumed => format!("no. The code here counts as the code that is deployed (no `--base` was given): it needs {name} as it was, and older code most likely does too. A release of code changes nothing in the schema: put that back first."),
        Rollback::NoUse => format!("it cannot be told: no use of {name} that would fail was found in this repository. Look for who sends the query: other services, reports, scheduled jobs, consoles."),
    });
    text.push_str("\n\n**Restarting:** ");
    let helps: Vec<&&Mapper> = book.mappers.iter().filter(|mapper| !mapper.restart.is_empty()).collect();
    text.push_str("no: the database refuses the query, whoever sends it.");
    if !helps.is_empty() {
        text.push_str(" What a restart does help:\n\n");
        text.extend(helps.iter().map(|mapper| format!("- {}: {}\n", mapper.name, safe(mapper.restart))));
    } else {
        text.push('\n');
    }
}

fn put_back(book: &Book<'_>, view: &View<'_>, text: &mut String) {
    text.push_str("\n## Put it back\n\n");
    let back = match &book.outage.back {
        Ok(back) => back,
        Err(why) => {
            text.push_str(&format!("There is no SQL for it: {}.\n", safe(why)));
            return;
        }
    };
    text.push_str("In this order. Errors end with the first; the others make it what it was.\n");
    for (at, migration) in back.migrations.iter().enumerate() {
        text.push_str(&format!(
            "\n{}. {}\n\n{}",
            at + 1,
            code(&migration.name),
            fence("sql", &script(migration, book.outage.dialect, view), "")
        ));
    }
    let busy = match book.outage.dialect {
        Dialect::Postgres => {
            "`canceling statement due to lock timeout` (55P03): somebody holds the table. Run it again; `SELECT pid, state, xact_start, query FROM pg_stat_activity WHERE state <> 'idle' ORDER BY xact_start` shows who has held it longest."
        }
        Dialect::Mysql => {
            "`Lock wait timeout exceeded` (1205): somebody holds the table. Run it again; `SELECT * FROM performance_schema.metadata_locks` shows who."
        }
        Dialect::Mssql => {
            "`Lock request time out period exceeded` (1222): somebody holds the table. Run it again; `SELECT * FROM sys.dm_tran_locks` shows who."
        }
        _ => "`database is locked`: somebody else writes. Run it again.",
    };
    text.push_str(&format!("\n{busy}\n\nWhat does not come back, and what to know before:\n\n"));
    text.extend(back.lost.iter().map(|lost| format!("- {}\n", safe(lost))));
    if matches!(book.outage.failure, Failure::ColumnGone | Failure::TableGone) && book.outage.renamed_to.is_none() {
        text.push_str(&format!("- {}\n", backup(book.outage)));
    }
    text.push_str("\nThen keep the migration from running again: mark it as it is in the tool's own table, or take it out of the release.\n");
}

/// From where the values come.
fn backup(outage: &Outage) -> String {
    let table = code(&outage.table);
    match outage.dialect {
        Dialect::Postgres => format!(
            "the values: recover the backup to a moment before the migration on another server, `pg_dump --data-only --table` {table} there, load it under another name here, and UPDATE by the key"
        ),
        Dialect::Mysql => format!(
            "the values: restore the backup on another server, replay the binary log to a moment before the migration (`mysqlbinlog --stop-datetime`), dump {table} there, load it under another name here, and UPDATE by the key"
        ),
        Dialect::Mssql => format!(
            "the values: RESTORE the backup under another name WITH STOPAT a moment before the migration, and UPDATE from its {table} by the key"
        ),
        _ => format!(
            "the values: ATTACH the copy of the file from before the migration, and UPDATE from its {table} by the key"
        ),
    }
}

fn script(migration: &Migration, dialect: Dialect, view: &View<'_>) -> String {
    let statements = migration.up.iter().flat_map(|statement| view.sql(statement)).map(|line| format!("{line}\n"));
    let statements: String = statements.collect();
    // SET LOCAL holds in a transaction alone, and a table that is made anew must not be left half-way.
    let transaction = migration.runs == Runs::Together && matches!(dialect, Dialect::Postgres | Dialect::Sqlite);
    if transaction { format!("BEGIN;\n{statements}COMMIT;\n") } else { statements }
}

fn verify(book: &Book<'_>, text: &mut String) {
    text.push_str("\n## Is it over?\n\n");
    if let Some(probe) = &book.outage.probe {
        text.push_str(&format!(
            "- this answers no rows, and no error:\n\n{}",
            fence("sql", &format!("{};", clean(probe, true)), "  ")
        ));
    }
    if let Some(query) = definition(book.outage) {
        text.push_str(&format!(
            "- this shows the column as it was:\n\n{}",
            fence("sql", &format!("{};", clean(&query, true)), "  ")
        ));
    }
    text.push_str("- the regular expressions above find nothing newer than the last statement\n");
    let reach = book.reach();
    let routes: Vec<String> = reach.entry_points.iter().take(3).map(|one| code(&one.display())).collect();
    if !routes.is_empty() {
        text.push_str(&format!("- {} answer as before; the alert is quiet\n", routes.join(", ")));
    }
    let usages = code(&format!("migcheck usages {}", book.outage.name));
    text.push_str(&format!("- before the next attempt: {usages} lists what the code has to change\n"));
}

/// What the database says of the column.
fn definition(outage: &Outage) -> Option<String> {
    let literal = |name: &str| format!("'{}'", name.replace('\'', "''"));
    let (table, column) = (literal(&outage.table), literal(outage.column.as_deref()?));
    Some(match outage.dialect {
        Dialect::Sqlite => {
            format!("SELECT name, type, \"notnull\", dflt_value FROM pragma_table_info({table}) WHERE name = {column}")
        }
        _ => format!(
            "SELECT table_schema, data_type, is_nullable, column_default FROM information_schema.columns WHERE table_name = {table} AND column_name = {column}"
        ),
    })
}
