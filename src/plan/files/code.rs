//! Tools whose migrations are code: the SQL in the call that runs SQL, with what the tool asks of a migration around it.

use super::{NewFile, One};
use crate::orm::naming::pascal;

/// The lines of a text behind an indentation.
fn indented(text: &str, by: usize) -> String {
    let pad = " ".repeat(by);
    text.lines().map(|line| if line.is_empty() { "\n".to_string() } else { format!("{pad}{line}\n") }).collect()
}

fn each(statements: &[String], nothing: &str, write: impl Fn(&str) -> String) -> String {
    if statements.is_empty() {
        nothing.to_string()
    } else {
        statements.iter().map(|statement| write(statement)).collect()
    }
}

/// What ends a text of several lines that no line of it begins with.
fn delimiter(sql: &str) -> String {
    let free = |word: &String| !sql.lines().any(|line| line.trim_start().starts_with(word.as_str()));
    let more = (2u32..).map(|number| format!("SQL{number}"));
    std::iter::once("SQL".to_string()).chain(more).find(free).unwrap_or_default()
}

/// The text between two marks, after the first.
fn between<'t>(text: &'t str, from: &str, to: &str) -> Option<&'t str> {
    text.split_once(from)?.1.split_once(to).map(|(inside, _)| inside)
}

pub(super) fn rails(one: &One<'_>) -> Result<Vec<NewFile>, String> {
    let newest = one.newest().unwrap_or_default();
    let version = between(&newest, "ActiveRecord::Migration[", "]").unwrap_or("7.0");
    let body = |statements: &[String]| {
        each(statements, "", |sql| {
            let end = delimiter(sql);
            format!("    execute <<~'{end}'\n{}    {end}\n", indented(sql, 6))
        })
    };
    let apart = if one.apart() { "  disable_ddl_transaction!\n\n" } else { "" };
    let text = format!(
        "class {} < ActiveRecord::Migration[{version}]\n{apart}  def up\n{}  end\n\n  def down\n{}  end\nend\n",
        pascal(&one.migration.name),
        body(&one.up),
        body(&one.down)
    );
    Ok(vec![NewFile { path: one.path(&format!("{}_{}.rb", one.version(false)?, one.migration.name)), text }])
}

/// SQL in a string of Python.
fn python(sql: &str) -> String {
    let end = if sql.ends_with('"') { "\n" } else { "" };
    format!("\"\"\"{}{end}\"\"\"", sql.replace('\\', "\\\\").replace("\"\"\"", "\\\"\\\"\\\""))
}

pub(super) fn alembic(one: &One<'_>) -> Result<Vec<NewFile>, String> {
    let set = one.wanted.set;
    let texts: Vec<_> = set.files.iter().filter_map(|file| Some((file, (one.wanted.read)(&file.path)?))).collect();
    // The revision that no other names.
    let names = |text: &str, id: &str| text.contains(&format!("\"{id}\"")) || text.contains(&format!("'{id}'"));
    let is_head = |id: &str| texts.iter().filter(|(file, text)| file.version != id && names(text, id)).count() == 0;
    let heads: Vec<&str> = set.files.iter().map(|file| file.version.as_str()).filter(|id| is_head(id)).collect();
    let [head] = heads[..] else {
        return Err(format!("there are {} heads; merge them first (`alembic merge heads`)", heads.len()));
    };
    let counted = !head.is_empty() && head.len() < 8 && head.bytes().all(|byte| byte.is_ascii_digit());
    let mut parent = head.to_string();
    let mut id = parent.clone();
    for migration in one.wanted.migrations.iter().take(one.at + 1) {
        parent.clone_from(&id);
        id = match id.parse::<u64>() {
            Ok(number) if counted => format!("{:0width$}", number + 1, width = head.len()),
            _ => format!("{:012x}", fingerprint(&[&parent, &migration.name]) >> 16),
        };
    }
    let apart = one.apart();
    let body = |statements: &[String]| {
        let calls = each(statements, "    pass\n", |sql| {
            let call = format!("op.execute({})\n", python(sql));
            if apart { format!("        {call}") } else { format!("    {call}") }
        });
        if apart && !statements.is_empty() {
            format!("    with op.get_context().autocommit_block():\n{calls}")
        } else {
            calls
        }
    };
    let text = format!(
        "\"\"\"{}\"\"\"\n\nfrom alembic import op\n\nrevision = \"{id}\"\ndown_revision = \"{parent}\"\nbranch_labels = None\ndepends_on = None\n\n\ndef upgrade():\n{}\n\ndef downgrade():\n{}",
        one.migration.name.replace('_', " "),
        body(&one.up),
        body(&one.down)
    );
    Ok(vec![NewFile { path: one.path(&format!("{id}_{}.py", one.migration.name)), text }])
}

/// FNV-1a, so that the same plan has the same revisions.
fn fingerprint(parts: &[&str]) -> u64 {
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

pub(super) fn django(one: &One<'_>) -> Result<Vec<NewFile>, String> {
    let folder = one.wanted.made_by.rsplit_once('/').map_or("", |(folder, _)| folder);
    let in_folder = |path: &&str| path.rsplit_once('/').is_some_and(|(own, _)| own == folder);
    let own: Vec<&str> = one.wanted.set.files.iter().map(|file| &*file.path).filter(in_folder).collect();
    let names: Vec<&str> = own.iter().filter_map(|path| path.rsplit('/').next()?.strip_suffix(".py")).collect();
    let last = names.iter().max().ok_or("the app that has the table is not known")?;
    let version = super::number::next(&names, one.wanted.now, one.at).ok_or("the app's migrations have no numbers")?;
    // The label under which the app's migrations name each other; else the folder above `migrations`.
    let labels = own.iter().filter_map(|path| {
        let text = (one.wanted.read)(path)?;
        names.iter().find_map(|name| {
            let before = ["'", "\""].iter().find_map(|quote| text.split_once(&format!(", {quote}{name}{quote})")))?.0;
            let label = before.rsplit_once('(')?.1.trim_matches(['\'', '"', ' ']).to_string();
            Some(label).filter(|label| label.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'))
        })
    });
    let usual = folder.strip_suffix("/migrations").unwrap_or(folder).rsplit('/').next().unwrap_or_default().to_string();
    let label = labels.last().unwrap_or(usual);
    let parent = match one.at.checked_sub(1).and_then(|before| one.wanted.migrations.get(before)) {
        Some(before) => {
            let version = super::number::next(&names, one.wanted.now, one.at - 1).unwrap_or_default();
            format!("{version}_{}", before.name)
        }
        None => (*last).to_string(),
    };
    let list = |statements: &[String]| {
        statements.iter().map(|sql| format!("                {},\n", python(sql))).collect::<String>()
    };
    let reverse = if one.down.is_empty() {
        "            reverse_sql=migrations.RunSQL.noop,\n".to_string()
    } else {
        format!("            reverse_sql=[\n{}            ],\n", list(&one.down))
    };
    let apart = if one.apart() { "    atomic = False\n\n" } else { "" };
    let text = format!(
        "from django.db import migrations\n\n\nclass Migration(migrations.Migration):\n{apart}    dependencies = [(\"{label}\", \"{parent}\")]\n\n    operations = [\n        migrations.RunSQL(\n            sql=[\n{}            ],\n{reverse}        ),\n    ]\n",
        list(&one.up)
    );
    let path = format!("{folder}/{version}_{}.py", one.migration.name);
    Ok(vec![NewFile { path: path.trim_start_matches('/').to_string(), text }])
}

pub(super) fn laravel(one: &One<'_>) -> Result<Vec<NewFile>, String> {
    let body = |statements: &[String]| {
        each(statements, "        //\n", |sql| {
            let end = delimiter(sql);
            format!("        DB::unprepared(<<<'{end}'\n{}        {end});\n", indented(sql, 12))
        })
    };
    let apart = if one.apart() { "    public $withinTransaction = false;\n\n" } else { "" };
    let text = format!(
        "<?php\n\nuse Illuminate\\Database\\Migrations\\Migration;\nuse Illuminate\\Support\\Facades\\DB;\n\nreturn new class extends Migration\n{{\n{apart}    public function up(): void\n    {{\n{}    }}\n\n    public function down(): void\n    {{\n{}    }}\n}};\n",
        body(&one.up),
        body(&one.down)
    );
    let stamp = one.wanted.now.later(one.at).stamp(["_", "_"]);
    let newest = one.names(false).max().unwrap_or_default().to_string();
    if stamp.as_str() <= newest.get(..stamp.len()).unwrap_or_default() {
        return Err(format!("the newest migration ({newest}) is of a later time than now"));
    }
    Ok(vec![NewFile { path: one.path(&format!("{stamp}_{}.php", one.migration.name)), text }])
}

pub(super) fn ecto(one: &One<'_>) -> Result<Vec<NewFile>, String> {
    if one.up.iter().chain(&one.down).any(|sql| sql.contains("\"\"\"")) {
        return Err("the SQL holds \"\"\", which ends Elixir's heredoc: write the migration by hand".to_string());
    }
    let newest = one.newest().unwrap_or_default();
    let module = between(&newest, "defmodule ", " do").unwrap_or("Repo.Migrations.Previous").trim();
    let module = module.rsplit_once('.').map_or("Migrations", |(before, _)| before);
    let body = |statements: &[String]| {
        each(statements, "    :ok\n", |sql| format!("    execute(~S\"\"\"\n{}    \"\"\")\n", indented(sql, 4)))
    };
    let apart = if one.apart() { "  @disable_ddl_transaction true\n  @disable_migration_lock true\n\n" } else { "" };
    let text = format!(
        "defmodule {module}.{} do\n  use Ecto.Migration\n\n{apart}  def up do\n{}  end\n\n  def down do\n{}  end\nend\n",
        pascal(&one.migration.name),
        body(&one.up),
        body(&one.down)
    );
    Ok(vec![NewFile { path: one.path(&format!("{}_{}.exs", one.version(false)?, one.migration.name)), text }])
}

pub(super) fn knex(one: &One<'_>) -> Result<Vec<NewFile>, String> {
    let newest = one.names(false).last().unwrap_or_default().to_string();
    let extension = newest.rsplit_once('.').map_or("js", |(_, extension)| extension).to_string();
    let modules = extension != "js" || one.newest().is_some_and(|text| text.contains("export "));
    let body = |statements: &[String]| {
        each(statements, "", |sql| {
            let sql = sql.replace('\\', "\\\\").replace('`', "\\`").replace("${", "\\${").replace('?', "\\\\?");
            format!("  await knex.raw(`{sql}`);\n")
        })
    };
    let head = |name: &str| match (extension.as_str(), modules) {
        ("ts", _) => format!("export async function {name}(knex: Knex): Promise<void> {{\n"),
        (_, true) => format!("export async function {name}(knex) {{\n"),
        (_, false) => format!("exports.{name} = async function (knex) {{\n"),
    };
    let end = if modules { "}" } else { "};" };
    let import = if extension == "ts" { "import type { Knex } from \"knex\";\n\n" } else { "" };
    let apart = match (one.apart(), modules) {
        (false, _) => "",
        (true, true) => "\nexport const config = { transaction: false };\n",
        (true, false) => "\nexports.config = { transaction: false };\n",
    };
    let text =
        format!("{import}{}{}{end}\n\n{}{}{end}\n{apart}", head("up"), body(&one.up), head("down"), body(&one.down));
    Ok(vec![NewFile { path: one.path(&format!("{}_{}.{extension}", one.version(false)?, one.migration.name)), text }])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_of_the_sql_ends_it() {
        for (sql, end) in [
            ("SELECT 'SQL'", "SQL"),
            ("SELECT '\n  SQL\nexit'", "SQL2"),
            ("SELECT '\nSQL);\nSQL2\nSQL3'", "SQL4"),
            ("SQL", "SQL2"),
            ("", "SQL"),
        ] {
            assert_eq!(delimiter(sql), end, "{sql}");
        }
    }
}
