//! Tools whose migrations are SQL.

use super::{NewFile, One, script};

const NOTHING: &str = "-- No statement takes this back.\n";

fn down(one: &One<'_>) -> String {
    if one.down.is_empty() { NOTHING.to_string() } else { script(&one.down) }
}

/// The way up, and as a comment the way back: the tool has no file for that.
fn both(one: &One<'_>) -> String {
    let back: String =
        script(&one.down).lines().map(|line| format!("-- {line}").trim_end().to_owned() + "\n").collect();
    let title = if back.is_empty() { "" } else { "\n-- The way back, to be run by hand:\n" };
    format!("{}{title}{back}", script(&one.up))
}

fn file(path: String, text: String) -> NewFile {
    NewFile { path, text }
}

fn stem(one: &One<'_>, folders: bool) -> Result<String, String> {
    Ok(format!("{}_{}", one.version(folders)?, one.migration.name))
}

/// One file that the tool runs as the way up alone.
pub(super) fn single(one: &One<'_>) -> Result<Vec<NewFile>, String> {
    if one.names(false).any(|name| name.ends_with(".up.sql")) {
        return paired(one);
    }
    Ok(vec![file(one.path(&format!("{}.sql", stem(one, false)?)), both(one))])
}

/// `.up.sql` and `.down.sql`.
pub(super) fn paired(one: &One<'_>) -> Result<Vec<NewFile>, String> {
    let stem = stem(one, false)?;
    let path = |ending: &str| one.path(&format!("{stem}.{ending}.sql"));
    Ok(vec![file(path("up"), script(&one.up)), file(path("down"), down(one))])
}

/// What has to be outside of a transaction begins with a line that says so.
fn headed(one: &One<'_>, mark: &str) -> Result<Vec<NewFile>, String> {
    let mut files = single(one)?;
    for file in files.iter_mut().filter(|_| one.apart()) {
        file.text.insert_str(0, mark);
    }
    Ok(files)
}

pub(super) fn sqlx(one: &One<'_>) -> Result<Vec<NewFile>, String> {
    headed(one, "-- no-transaction\n")
}

/// Atlas's mark is of the file only if an empty line parts it from what follows.
pub(super) const ATLAS: &str = "-- atlas:txmode none\n\n";

pub(super) fn atlas(one: &One<'_>) -> Result<Vec<NewFile>, String> {
    headed(one, ATLAS)
}

/// Statements with a `;` inside stand between marks.
fn marked(statements: &[String], begin: &str, end: &str) -> String {
    let mark = |statement: &String| match statement.contains(';') {
        true => format!("{begin}\n{statement};\n{end}\n"),
        false => format!("{statement};\n"),
    };
    statements.iter().map(mark).collect()
}

pub(super) fn goose(one: &One<'_>) -> Result<Vec<NewFile>, String> {
    let marks = |statements: &[String]| marked(statements, "-- +goose StatementBegin", "-- +goose StatementEnd");
    let apart = if one.apart() { "-- +goose NO TRANSACTION\n" } else { "" };
    let down = if one.down.is_empty() { NOTHING.to_string() } else { marks(&one.down) };
    let text = format!("{apart}-- +goose Up\n{}\n-- +goose Down\n{down}", marks(&one.up));
    Ok(vec![file(one.path(&format!("{}.sql", stem(one, false)?)), text)])
}

pub(super) fn sql_migrate(one: &One<'_>) -> Result<Vec<NewFile>, String> {
    let marks = |statements: &[String]| marked(statements, "-- +migrate StatementBegin", "-- +migrate StatementEnd");
    let apart = if one.apart() { " notransaction" } else { "" };
    let down = if one.down.is_empty() { NOTHING.to_string() } else { marks(&one.down) };
    let text = format!("-- +migrate Up{apart}\n{}\n-- +migrate Down{apart}\n{down}", marks(&one.up));
    Ok(vec![file(one.path(&format!("{}.sql", stem(one, false)?)), text)])
}

pub(super) fn dbmate(one: &One<'_>) -> Result<Vec<NewFile>, String> {
    let apart = if one.apart() { " transaction:false" } else { "" };
    let text = format!("-- migrate:up{apart}\n{}\n-- migrate:down{apart}\n{}", script(&one.up), down(one));
    Ok(vec![file(one.path(&format!("{}.sql", stem(one, false)?)), text)])
}

/// `V8__name.sql`; Flyway has the settings of one script beside it.
pub(super) fn flyway(one: &One<'_>) -> Result<Vec<NewFile>, String> {
    let names: Vec<&str> = one.names(false).filter(|name| name.starts_with(['V', 'v'])).collect();
    let version =
        super::number::next(&names, one.wanted.now, one.at).ok_or("there is no versioned migration to go on from")?;
    if names.iter().any(|name| name.split("__").next().is_some_and(|version| version.contains(['.', '_']))) {
        return Err("versions of several numbers (V1_2, V1.2) are not continued: put the SQL into files of your own"
            .to_string());
    }
    let path = one.path(&format!("V{version}__{}.sql", one.migration.name));
    let mut files = vec![file(path.clone(), both(one))];
    if one.apart() && one.wanted.set.layout == "flyway" {
        files.push(file(format!("{path}.conf"), "executeInTransaction=false\n".to_string()));
    }
    Ok(files)
}

/// The folder above those of the migrations.
fn above(one: &One<'_>, name: &str) -> String {
    let path = one.path("");
    let folder = path.trim_end_matches('/').rsplit_once('/').map_or("", |(above, _)| above);
    if folder.is_empty() { name.to_string() } else { format!("{folder}/{name}") }
}

/// A folder with both ways, and with its settings.
pub(super) fn diesel(one: &One<'_>) -> Result<Vec<NewFile>, String> {
    let names: Vec<&str> = one.names(true).collect();
    let dashed = names.iter().any(|name| name.split('_').next().is_some_and(|version| version.contains('-')));
    let version = if dashed { one.wanted.now.later(one.at).stamp(["-", "-"]) } else { one.version(true)? };
    let newest = names.iter().filter_map(|name| name.split('_').next()).max().unwrap_or_default();
    if dashed && version.as_str() <= newest {
        return Err(format!("the newest migration ({newest}) is of a later time than now"));
    }
    let folder = above(one, &format!("{version}_{}", one.migration.name));
    let mut files =
        vec![file(format!("{folder}/up.sql"), script(&one.up)), file(format!("{folder}/down.sql"), down(one))];
    if one.apart() {
        files.push(file(format!("{folder}/metadata.toml"), "run_in_transaction = false\n".to_string()));
    }
    Ok(files)
}

/// A folder with one script.
pub(super) fn prisma(one: &One<'_>) -> Result<Vec<NewFile>, String> {
    let folder = above(one, &stem(one, true)?);
    Ok(vec![file(format!("{folder}/migration.sql"), both(one))])
}
