//! `migcheck usages`: every place that uses a table or a column, before a migration is written; or what nothing uses.

use crate::check::{self, Wanted};
use crate::output::terminal::clean;
use crate::output::usages::{FORMATS, View, closing};
use crate::rule::selection::similar;

use super::args::{Everywhere, TreeOptions, UsagesArgs};
use super::console::Console;
use super::settings::Asked;
use super::{CLEAN, FAILED};

pub(super) fn run(args: &UsagesArgs, everywhere: &Everywhere, console: &Console) -> u8 {
    let tree = TreeOptions {
        base: args.base.iter().cloned().collect(),
        no_git: args.base.is_none(),
        migrations: args.migrations.clone(),
        database: args.database.clone(),
        ..TreeOptions::default()
    };
    let asked = Asked { everywhere, tree: &tree, paths: &[], check: None };
    let Some(config) = console.settings(&asked) else { return FAILED };
    let wanted = args.name.clone().map_or(Wanted::Everything, Wanted::Named);
    let found = check::usages(&config, &wanted);
    if console.problems(&found.problems, &found.sources) {
        return FAILED;
    }
    if let Wanted::Named(name) = &wanted
        && found.usages.is_empty()
    {
        let name = clean(name, true);
        let tip = similar(&name, found.names.iter().map(String::as_str)).map(|near| format!("did you mean `{near}`?"));
        console.error(&format!("the schema has no `{name}`"), tip.as_deref());
        return FAILED;
    }
    let view = View {
        usages: &found.usages,
        unused: args.unused,
        sources: &found.sources,
        base: found.stats.base.as_ref().map(|base| base.name.as_str()),
        style: console.style(),
    };
    let text = FORMATS.iter().find(|format| format.name == args.format).map(|format| (format.render)(&view));
    if !console.out(&text.unwrap_or_default()) {
        return FAILED;
    }
    console.say(&closing(&view));
    CLEAN
}
