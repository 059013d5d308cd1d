//! Whether what `migcheck.toml` names exists: rules, groups, layouts, options of rules. And whether the project's own rules are rules.

use std::path::PathBuf;

use crate::config::{ConfigError, ConfigFile};
use crate::migration::LAYOUTS;
use crate::rule::{Group, Rule, options, rules, user};

/// Everything that is wrong, each at its place. `shown`: how a file of the project is called in errors.
pub(super) fn names(file: &ConfigFile, shown: impl Fn(&str) -> PathBuf) -> Result<(), Vec<ConfigError>> {
    let (own, mistakes) = user::read(&file.rule_files);
    let mut errors = Vec::new();
    for (at, mistake) in mistakes {
        let Some(of) = file.rule_files.get(at) else { continue };
        errors.push(ConfigError {
            file: shown(&of.path),
            text: of.text.clone(),
            span: mistake.at,
            message: mistake.message,
            label: None,
            help: None,
        });
    }
    // What is called by a rule that could not be read is not misspelt.
    let broken = file.rule_files.iter().map(|file| file.slug.as_str());
    let groups = Group::ALL.into_iter().map(Group::name);
    let mut known: Vec<&str> = all(&own).map(|rule| rule.slug).chain(groups).chain(["all"]).collect();
    known.extend(broken);
    let settings = &file.settings;
    let scoped = settings.overrides.iter().flat_map(|one| &one.levels);
    let levels = settings.levels.iter().chain(scoped).map(|(name, _)| name);
    let of_options = settings.options.iter().map(|option| &option.rule);
    for name in settings.select.iter().chain(&settings.ignore).chain(levels).chain(of_options) {
        if !known.contains(&name.as_str()) {
            let error = file.error_for(name, format!("unknown rule `{name}`"), &known);
            errors.push(ConfigError { help: Some("`migcheck rules` lists all".to_string()), ..error });
        }
    }
    errors.extend(settings.options.iter().filter_map(|option| {
        let Some(rule) = all(&own).find(|rule| rule.slug == option.rule) else {
            let is_group = option.rule == "all" || Group::ALL.iter().any(|group| group.name() == option.rule);
            let message =
                format!("`{}` in [rules.{}]: a group has a `level`, and no options", option.name, option.rule);
            return is_group.then(|| file.error_at(option.key.clone(), message));
        };
        let (message, near) = options::mistake(rule, option)?;
        let declared = rule.options.iter().any(|spec| spec.name == option.name);
        let error = file.error_at(if declared { &option.place } else { &option.key }.clone(), message);
        let keys: Vec<&str> = ["level"].into_iter().chain(rule.options.iter().map(|spec| spec.name.as_str())).collect();
        let help = (!declared).then(|| format!("keys here: {}", keys.join(", ")));
        Some(ConfigError { label: near.map(|near| format!("did you mean `{near}`?")), help, ..error })
    }));
    let layouts: Vec<&str> = LAYOUTS.iter().map(|layout| layout.name()).collect();
    for name in settings.databases.iter().filter_map(|database| database.format.as_ref()) {
        if !layouts.contains(&name.as_str()) {
            let error = file.error_for(name, format!("unknown format `{name}`"), &layouts);
            errors.push(ConfigError { help: Some(format!("formats: {}", layouts.join(", "))), ..error });
        }
    }
    errors.dedup();
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

fn all(own: &[Rule]) -> impl Iterator<Item = &Rule> {
    rules().iter().chain(own)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config::{RuleFile, parse};

    fn errors(text: &str, rules: &[(&str, &str)]) -> Vec<String> {
        let mut file = parse(Path::new("migcheck.toml"), text.to_owned(), "").unwrap();
        let own = |(slug, text): &(&str, &str)| RuleFile {
            slug: (*slug).to_owned(),
            path: format!("ci/{slug}.md"),
            text: (*text).to_owned(),
        };
        file.rule_files = rules.iter().map(own).collect();
        let shown = |path: &str| path.into();
        names(&file, shown).err().unwrap_or_default().iter().map(ToString::to_string).collect()
    }

    const OWN: &str = "# T\n\n```toml\nlevel = 'note'\ngroup = 'design'\non = ['drop-table']\nmessage.any = 'm'\nplan.any = ['p']\n\
        [options.max]\ntype = 'number'\ndefault = 1\nhelp = 'h'\n```\n\n## Hazard\n\nh\n";

    #[test]
    fn what_is_not_there_has_its_place() {
        for (text, rules, expected) in [
            ("select = ['usage', 'all', 'drop-table']\n[rules.lock]\nlevel = 'note'", &[][..], vec![]),
            ("select = ['own']\n[rules.own]\nmax = 2", &[("own", OWN)], vec![]),
            (
                "\nselect = ['drop-tabl']",
                &[],
                vec![
                    "migcheck.toml:2: unknown rule `drop-tabl`; did you mean `drop-table`?; `migcheck rules` lists all",
                ],
            ),
            (
                "[rules.own]\nmaxi = 2",
                &[("own", OWN)],
                vec!["migcheck.toml:2: unknown key `maxi` in [rules.own]; did you mean `max`?; keys here: level, max"],
            ),
            ("[rules.own]\nmax = 'x'", &[("own", OWN)], vec!["migcheck.toml:2: `max` must be a number from 0"]),
            (
                "[rules.drop-table]\nlvl = 'note'",
                &[],
                vec![
                    "migcheck.toml:2: unknown key `lvl` in [rules.drop-table]; did you mean `level`?; keys here: level",
                ],
            ),
            (
                "[rules.lock]\nmax = 1",
                &[],
                vec!["migcheck.toml:2: `max` in [rules.lock]: a group has a `level`, and no options"],
            ),
            ("select = ['own']", &[("own", "# T\n")], vec!["ci/own.md:1: no block of TOML above the first section"]),
            (
                "",
                &[("drop-table", OWN)],
                vec!["ci/drop-table.md:1: migcheck has a rule `drop-table`: a rule of your own needs another name"],
            ),
        ] {
            assert_eq!(errors(text, rules), expected, "{text}");
        }
    }
}
