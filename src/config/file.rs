//! The file `migcheck.toml`: where it is, what may stand in it, and errors that point at the place.
//!
//! It is read value by value rather than through a derived structure, so that every error has its span, a suggestion and the keys that would
//! be right there. An unknown key is an error: a misspelt one would switch a check off in silence.

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::keys::{self, DATABASE, DEPLOY, FAIL_ON, MIGRATE, PRESETS, TABLES, TOP};
use super::rule_files::{self, RuleFile};
use super::{DatabaseConfig, Deploy, Migrate, Preset, RuleOption, Scoped};
use crate::files;
use crate::model::finding::Level;
use crate::model::name::Dialect;

/// The names of the file, in the order in which they are looked for in a directory.
pub const NAMES: [&str; 2] = ["migcheck.toml", ".migcheck.toml"];

/// A longer file is refused.
const LARGEST: u64 = 4 << 20;

/// Something wrong with the configuration, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// Empty: the command line.
    pub file: PathBuf,
    pub text: String,
    pub span: Range<usize>,
    /// "unknown key `migration` in `[[database]]`".
    pub message: String,
    /// At the place: "did you mean `migrations`?".
    pub label: Option<String>,
    /// "keys here: name, migrations, …".
    pub help: Option<String>,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.file.as_os_str().is_empty() {
            let line = self.text.get(..self.span.start).unwrap_or_default().matches('\n').count() + 1;
            write!(f, "{}:{line}: ", self.file.display())?;
        }
        f.write_str(&self.message)?;
        for more in [&self.label, &self.help].into_iter().flatten() {
            write!(f, "; {more}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigError {}

/// What a file says; what it does not say is `None` or empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings {
    pub deployed: Option<String>,
    pub deploy: Option<Deploy>,
    pub migrate: Option<Migrate>,
    /// `Some(None)`: never.
    pub fail_on: Option<Option<Level>>,
    pub preset: Option<Preset>,
    pub select: Vec<String>,
    pub ignore: Vec<String>,
    pub strict: Option<bool>,
    pub foreign_suppressions: Option<bool>,
    pub allow_empty: Option<bool>,
    pub exclude: Vec<String>,
    pub coverage: Vec<String>,
    pub large: Vec<String>,
    pub threads: Option<usize>,
    pub databases: Vec<DatabaseConfig>,
    /// `[rules.<slug>] level`, in the order of the file; `None`: allowed.
    pub levels: Vec<(String, Option<Level>)>,
    /// What else stands in `[rules.<slug>]`, in the order of the file.
    pub options: Vec<RuleOption>,
    /// The folder of the project's own rules, from the root.
    pub user_rules: Option<String>,
    /// Uses files of other repositories, as globs from the root.
    pub uses: Vec<String>,
    /// `[[overrides]]`, in the order of the file.
    pub overrides: Vec<Scoped>,
}

/// A file that was read.
#[derive(Clone, Debug)]
pub struct ConfigFile {
    pub path: PathBuf,
    pub text: String,
    pub settings: Settings,
    /// The files in the folder of `user-rules`.
    pub rule_files: Vec<RuleFile>,
    /// Where the names stand that only others can judge: rules, groups, layouts.
    places: Vec<(String, Range<usize>)>,
}

impl ConfigFile {
    /// An error at the place where the file names `value` (a rule, a group, a layout). `known`: the names that would be right.
    pub fn error_for(&self, value: &str, message: impl Into<String>, known: &[&str]) -> ConfigError {
        let span = self.places.iter().find(|(name, _)| name == value).map_or(0..0, |(_, span)| span.clone());
        ConfigError { label: suggestion(value, known), ..self.error_at(span, message) }
    }

    /// An error at a place of the file.
    pub fn error_at(&self, span: Range<usize>, message: impl Into<String>) -> ConfigError {
        let (file, text) = (self.path.clone(), self.text.clone());
        ConfigError { file, text, span, message: message.into(), label: None, help: None }
    }
}

/// The root of the project and the configuration file, seen from the directory of the run, which must be absolute.
///
/// The root is that of the git repository, else the directory of the file, else the directory of the run. The file is looked for from the
/// directory of the run up to the repository's root (without a repository: there only).
pub fn discover(directory: &Path) -> (PathBuf, Option<PathBuf>) {
    let repository = directory.ancestors().find(|ancestor| ancestor.join(".git").exists());
    let last = repository.unwrap_or(directory);
    let inside = directory.ancestors().take_while(|ancestor| ancestor.starts_with(last));
    let file = inside.flat_map(|ancestor| NAMES.map(|name| ancestor.join(name))).find(|file| file.is_file());
    (last.to_owned(), file)
}

/// Reads a file. `root`: the project's root, from which all paths of the result count.
pub fn load(file: &Path, root: &Path) -> Result<ConfigFile, Vec<ConfigError>> {
    let text = match files::text_inside(root, file, LARGEST) {
        Ok(text) => text,
        Err(error) => {
            let message = format!("cannot be read: {error}");
            let file = file.to_owned();
            return Err(vec![ConfigError { file, text: String::new(), span: 0..0, message, label: None, help: None }]);
        }
    };
    let directory = file.parent().and_then(|parent| parent.strip_prefix(root).ok());
    let prefix: Vec<_> = directory.into_iter().flatten().map(|part| part.to_string_lossy()).collect();
    let mut read = parse(file, text, &prefix.join("/"))?;
    if let Some(folder) = read.settings.user_rules.clone() {
        let files = rule_files::read(root, &folder);
        let place = || read.places.iter().find(|(name, _)| *name == folder).map_or(0..0, |(_, span)| span.clone());
        read.rule_files = files.map_err(|message| vec![read.error_at(place(), message)])?;
    }
    Ok(read)
}

/// Reads the text of a file. `prefix`: its directory relative to the root, from which its paths count.
pub fn parse(path: &Path, text: String, prefix: &str) -> Result<ConfigFile, Vec<ConfigError>> {
    let mut reader = Reader { path, text: &text, prefix, errors: Vec::new(), places: Vec::new() };
    let mut settings = Settings::default();
    match DeTable::parse(&text) {
        Ok(table) => reader.file(table.get_ref(), &mut settings),
        Err(error) => {
            let message = error.message().lines().collect::<Vec<_>>().join("; ");
            let place = crate::source::between_characters(&text, error.span().unwrap_or(0..0));
            reader.error(place, message, None, None);
        }
    }
    let Reader { mut errors, places, .. } = reader;
    if errors.is_empty() {
        return Ok(ConfigFile { path: path.to_owned(), settings, rule_files: Vec::new(), places, text });
    }
    errors.sort_by_key(|error| (error.span.start, error.span.end));
    Err(errors)
}

type Key<'a> = Spanned<std::borrow::Cow<'a, str>>;
type Value<'a> = Spanned<DeValue<'a>>;

struct Reader<'a> {
    path: &'a Path,
    text: &'a str,
    prefix: &'a str,
    errors: Vec<ConfigError>,
    places: Vec<(String, Range<usize>)>,
}

impl Reader<'_> {
    fn error(&mut self, span: Range<usize>, message: String, label: Option<String>, help: Option<String>) {
        let (file, text) = (self.path.to_owned(), self.text.to_owned());
        self.errors.push(ConfigError { file, text, span, message, label, help });
    }

    fn file(&mut self, table: &DeTable<'_>, settings: &mut Settings) {
        for (key, value) in table {
            match self.known(key, "", TOP) {
                "deployed" => settings.deployed = self.string(key, value),
                "deploy" => settings.deploy = self.one_of(key, value, DEPLOY).and_then(|name| Deploy::named(&name)),
                "migrate" => settings.migrate = self.one_of(key, value, MIGRATE).and_then(|name| Migrate::named(&name)),
                "fail-on" => settings.fail_on = self.one_of(key, value, FAIL_ON).map(|name| Level::named(&name)),
                "preset" => settings.preset = self.one_of(key, value, PRESETS).and_then(|name| Preset::named(&name)),
                "select" => settings.select = self.names(key, value),
                "ignore" => settings.ignore = self.names(key, value),
                "foreign-suppressions" => settings.foreign_suppressions = self.boolean(key, value),
                "strict" => settings.strict = self.boolean(key, value),
                "allow-empty" => settings.allow_empty = self.boolean(key, value),
                "exclude" => {
                    settings.exclude = self.globs(key, value).into_iter().map(|glob| self.excluded(glob)).collect()
                }
                "uses" => settings.uses = self.globs(key, value).iter().map(|glob| self.prefixed(glob)).collect(),
                "coverage" => settings.coverage = self.paths(key, value),
                "threads" => settings.threads = self.number(key, value),
                "database" => settings.databases = self.databases(key, value),
                "tables" => settings.large = self.tables(key, value),
                "rules" => self.rules(key, value, settings),
                "user-rules" => {
                    let folder = self.string(key, value).and_then(|path| self.path(&path, value.span()));
                    self.places.extend(folder.iter().map(|path| (path.clone(), value.span())));
                    settings.user_rules = folder;
                }
                "overrides" => settings.overrides = self.overrides(key, value),
                _ => {}
            }
        }
    }

    fn databases(&mut self, key: &Key<'_>, value: &Value<'_>) -> Vec<DatabaseConfig> {
        let Some(items) = value.get_ref().as_array() else {
            // `[database]` for `[[database]]` is not worth an error: it can mean one thing only.
            return match value.get_ref().as_table() {
                Some(table) => vec![self.database(table, "main")],
                None => {
                    self.wrong_type(key, value, "tables: `[[database]]`");
                    Vec::new()
                }
            };
        };
        let default = if items.len() == 1 { "main" } else { "" };
        let mut databases: Vec<DatabaseConfig> = Vec::new();
        for item in items.iter() {
            let Some(table) = item.get_ref().as_table() else {
                self.wrong_type(key, item, "tables: `[[database]]`");
                continue;
            };
            let database = self.database(table, default);
            let place =
                table.iter().find(|(key, _)| key.get_ref() == "name").map_or(item.span(), |(_, value)| value.span());
            if database.name.is_empty() {
                let help = Some("with more than one [[database]] each needs a `name`".to_owned());
                self.error(item.span(), "a [[database]] without a `name`".to_owned(), None, help);
            } else if databases.iter().any(|known| known.name == database.name) {
                self.error(place, format!("two databases have the name `{}`", database.name), None, None);
            }
            databases.push(database);
        }
        databases
    }

    fn database(&mut self, table: &DeTable<'_>, default: &str) -> DatabaseConfig {
        let mut database = DatabaseConfig { name: default.to_owned(), ..DatabaseConfig::default() };
        for (key, value) in table {
            match self.known(key, " in [[database]]", DATABASE) {
                "name" => database.name = self.string(key, value).unwrap_or_default(),
                "migrations" => database.migrations = self.paths(key, value),
                "format" => {
                    database.format = self.string(key, value);
                    self.places.extend(database.format.iter().map(|name| (name.clone(), value.span())));
                }
                "dialect" => database.dialect = self.dialect(key, value),
                "code" => database.code = self.globs(key, value).iter().map(|glob| self.prefixed(glob)).collect(),
                "deployed" => database.deployed = self.string(key, value),
                "baseline" => {
                    database.baseline = self.string(key, value).and_then(|path| self.path(&path, value.span()))
                }
                "version" => database.version = self.version(key, value),
                _ => {}
            }
        }
        database
    }

    fn tables(&mut self, key: &Key<'_>, value: &Value<'_>) -> Vec<String> {
        let Some(table) = value.get_ref().as_table() else {
            self.wrong_type(key, value, "a table: `[tables]`");
            return Vec::new();
        };
        let mut large = Vec::new();
        for (key, value) in table {
            if self.known(key, " in [tables]", TABLES) == "large" {
                large = self.names(key, value);
            }
        }
        large
    }

    /// `"14"`, `"8.0.30"`: what stands behind the second number says nothing here.
    fn version(&mut self, key: &Key<'_>, value: &Value<'_>) -> Option<(u16, u16)> {
        let text = self.string(key, value)?;
        let mut numbers = text.split('.').map(str::parse::<u16>);
        match (numbers.next(), numbers.next()) {
            (Some(Ok(major)), None) => Some((major, 0)),
            (Some(Ok(major)), Some(Ok(minor))) => Some((major, minor)),
            _ => {
                let help = Some("write the server's version as `\"16\"` or `\"8.0\"`".to_owned());
                self.error(value.span(), format!("`{text}` is no version"), None, help);
                None
            }
        }
    }

    fn dialect(&mut self, key: &Key<'_>, value: &Value<'_>) -> Option<Dialect> {
        let name = self.string(key, value)?;
        let found = Dialect::named(&name);
        if found.is_none() {
            let known = Dialect::ALL.map(Dialect::name);
            let help = Some(format!("dialects: {}", known.join(", ")));
            self.error(value.span(), format!("unknown dialect `{name}`"), suggestion(&name, &known), help);
        }
        found
    }

    fn one_of(&mut self, key: &Key<'_>, value: &Value<'_>, known: &[&str]) -> Option<String> {
        let name = self.string(key, value)?;
        if known.contains(&name.as_str()) {
            return Some(name);
        }
        let help = Some(format!("values: {}", known.join(", ")));
        self.error(
            value.span(),
            format!("unknown value `{name}` of `{}`", key.get_ref()),
            suggestion(&name, known),
            help,
        );
        None
    }

    fn string(&mut self, key: &Key<'_>, value: &Value<'_>) -> Option<String> {
        match value.get_ref().as_str() {
            Some("") => self.error(value.span(), format!("`{}` is empty", key.get_ref()), None, None),
            Some(text) => return Some(text.to_owned()),
            None => self.wrong_type(key, value, "a string"),
        }
        None
    }

    fn boolean(&mut self, key: &Key<'_>, value: &Value<'_>) -> Option<bool> {
        let found = value.get_ref().as_bool();
        if found.is_none() {
            self.wrong_type(key, value, "true or false");
        }
        found
    }

    fn number(&mut self, key: &Key<'_>, value: &Value<'_>) -> Option<usize> {
        let found = value.get_ref().as_integer().and_then(|number| number.as_str().parse().ok());
        if found.is_none() {
            self.wrong_type(key, value, "a number from 0");
        }
        found
    }

    /// A list of strings, or one string, with their places.
    fn list(&mut self, key: &Key<'_>, value: &Value<'_>) -> Vec<(String, Range<usize>)> {
        let Some(items) = value.get_ref().as_array() else {
            if !value.get_ref().is_str() {
                self.wrong_type(key, value, "a list of strings");
                return Vec::new();
            }
            return self.string(key, value).map(|text| (text, value.span())).into_iter().collect();
        };
        items.iter().filter_map(|item| Some((self.string(key, item)?, item.span()))).collect()
    }

    fn names(&mut self, key: &Key<'_>, value: &Value<'_>) -> Vec<String> {
        let list = self.list(key, value);
        self.places.extend(list.iter().cloned());
        list.into_iter().map(|(name, _)| name).collect()
    }

    fn globs(&mut self, key: &Key<'_>, value: &Value<'_>) -> Vec<String> {
        let list = self.list(key, value);
        for (glob, span) in &list {
            if let Err(error) = globset::Glob::new(glob) {
                self.error(span.clone(), format!("`{glob}` is no glob: {}", error.kind()), None, None);
            }
        }
        list.into_iter().map(|(glob, _)| glob).collect()
    }

    fn paths(&mut self, key: &Key<'_>, value: &Value<'_>) -> Vec<String> {
        let list = self.list(key, value);
        list.into_iter().filter_map(|(path, span)| self.path(&path, span)).collect()
    }

    /// A path from the root, without `.` and `..`.
    fn path(&mut self, path: &str, span: Range<usize>) -> Option<String> {
        let mut parts: Vec<&str> = self.prefix.split('/').filter(|part| !part.is_empty()).collect();
        let mut outside = path.starts_with('/') || path.get(1..3) == Some(":\\");
        for part in path.split(['/', '\\']).filter(|part| !part.is_empty() && *part != ".") {
            if part == ".." {
                outside |= parts.pop().is_none();
            } else {
                parts.push(part);
            }
        }
        if outside {
            let help = Some("paths are relative to the directory of this file, and stay inside the project".to_owned());
            self.error(span, format!("`{path}` is outside the project"), None, help);
            return None;
        }
        Some(if parts.is_empty() { ".".to_owned() } else { parts.join("/") })
    }

    fn prefixed(&self, glob: &str) -> String {
        let glob = glob.strip_prefix("./").unwrap_or(glob).trim_start_matches('/');
        if self.prefix.is_empty() { glob.to_owned() } else { format!("{}/{glob}", self.prefix) }
    }

    /// As in a `.gitignore` in the file's directory: without a `/` at its start or in it, a pattern counts at any depth.
    fn excluded(&self, glob: String) -> String {
        let glob = glob.strip_prefix("./").map_or(glob.clone(), |rest| format!("/{rest}"));
        match (self.prefix.is_empty(), glob.trim_end_matches('/').contains('/')) {
            (true, _) => glob,
            (false, true) => format!("/{}/{}", self.prefix, glob.trim_start_matches('/')),
            (false, false) => format!("/{}/**/{glob}", self.prefix),
        }
    }

    fn wrong_type(&mut self, key: &Key<'_>, value: &Value<'_>, expected: &str) {
        let found = value.get_ref().type_str();
        let article = if found.starts_with(['a', 'i']) { "an" } else { "a" };
        self.error(value.span(), format!("`{}` must be {expected}, not {article} {found}", key.get_ref()), None, None);
    }

    /// The key as its list has it; empty once it was told that the list has none.
    fn known(&mut self, key: &Key<'_>, place: &str, keys: &'static [keys::Key]) -> &'static str {
        let found = keys.iter().find(|known| known.name == key.get_ref());
        if found.is_none() {
            self.unknown(key, place, &keys::names(keys));
        }
        found.map_or("", |found| found.name)
    }

    fn unknown(&mut self, key: &Key<'_>, place: &str, known: &[&str]) {
        let name = key.get_ref();
        let label = suggestion(name, known);
        self.error(
            key.span(),
            format!("unknown key `{name}`{place}"),
            label,
            Some(format!("keys here: {}", known.join(", "))),
        );
    }
}

/// "did you mean `x`?", if a known name is near.
fn suggestion(name: &str, known: &[&str]) -> Option<String> {
    let name = name.to_ascii_lowercase().replace('_', "-");
    let near = similar::get_close_matches(name.as_str(), known, 1, 0.6);
    near.first().map(|near| format!("did you mean `{near}`?"))
}

#[path = "file_overrides.rs"]
mod overrides;
#[path = "file_rules.rs"]
mod rules;

#[cfg(test)]
#[path = "file_tests.rs"]
mod tests;
