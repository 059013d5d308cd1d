//! What may stand in the file, and what is said of what may not.

use std::fs;

use super::*;
use crate::config::RuleValue;

fn read(text: &str) -> Settings {
    parse(Path::new("migcheck.toml"), text.to_owned(), "")
        .map(|file| file.settings)
        .unwrap_or_else(|errors| panic!("{errors:?}"))
}

#[test]
fn a_whole_file() {
    let settings = read(
        r#"
        deployed = "production"
        deploy = "stop"
        migrate = "after"
        fail-on = "never"
        preset = "strict"
        select = ["usage", "column-still-used"]
        ignore = "style"
        strict = true
        foreign-suppressions = false
        allow-empty = true
        exclude = ["docs/**"]
        coverage = ["lcov.info"]
        threads = 4
        user-rules = "ci/rules"
        uses = ["./uses/*.json"]
        [[database]]
        name = "main"
        migrations = ["./db/migrations/", 'db\seed']
        format = "golang-migrate"
        dialect = "postgresql"
        code = ["app/**"]
        baseline = "db/schema.sql"
        deployed = "v1"
        version = "14.2.1"
        [[database]]
        name = "stats"
        [tables]
        large = ["public.orders"]
        [rules.zeta]
        level = "allow"
        [rules.alpha]
        level = "note"
        max = 3
        [[overrides]]
        paths = ["./legacy/**"]
        allow = ["lock"]
        deny = "beta"
        [[overrides]]
        paths = "db/1.sql"
        warn = ["rewrite"]
        "#,
    );
    let main = DatabaseConfig {
        name: "main".into(),
        migrations: vec!["db/migrations".into(), "db/seed".into()],
        format: Some("golang-migrate".into()),
        dialect: Some(Dialect::Postgres),
        code: vec!["app/**".into()],
        deployed: Some("v1".into()),
        baseline: Some("db/schema.sql".into()),
        version: Some((14, 2)),
    };
    let expected = Settings {
        deployed: Some("production".into()),
        deploy: Some(Deploy::Stop),
        migrate: Some(Migrate::After),
        fail_on: Some(None),
        preset: Some(Preset::Strict),
        select: vec!["usage".into(), "column-still-used".into()],
        ignore: vec!["style".into()],
        strict: Some(true),
        foreign_suppressions: Some(false),
        allow_empty: Some(true),
        exclude: vec!["docs/**".into()],
        coverage: vec!["lcov.info".into()],
        large: vec!["public.orders".into()],
        threads: Some(4),
        databases: vec![main, DatabaseConfig { name: "stats".into(), ..DatabaseConfig::default() }],
        levels: vec![("zeta".into(), None), ("alpha".into(), Some(Level::Note))],
        options: settings.options.clone(),
        user_rules: Some("ci/rules".into()),
        uses: vec!["uses/*.json".into()],
        overrides: vec![
            Scoped {
                paths: vec!["legacy/**".into()],
                levels: vec![("beta".into(), Some(Level::Error)), ("lock".into(), None)],
            },
            Scoped { paths: vec!["db/1.sql".into()], levels: vec![("rewrite".into(), Some(Level::Warning))] },
        ],
    };
    assert_eq!(settings, expected);
    let [option] = &settings.options[..] else { panic!("{:?}", settings.options) };
    assert_eq!((&*option.rule, &*option.name, &option.value), ("alpha", "max", &RuleValue::Number(3)));
    assert_eq!(read(""), Settings::default());
    assert_eq!(read("[[database]]\ndialect = 'mariadb'").databases[0].name, "main");
}

#[test]
fn errors_point_at_the_place() {
    for (text, place, message, label) in [
        (
            "[[database]]\nmigration = []",
            "migration",
            "unknown key `migration` in [[database]]",
            Some("did you mean `migrations`?"),
        ),
        ("fail_on = 'error'", "fail_on", "unknown key `fail_on`", Some("did you mean `fail-on`?")),
        ("zzz = 1", "zzz", "unknown key `zzz`", None),
        ("fail-on = 'warn'", "'warn'", "unknown value `warn` of `fail-on`", Some("did you mean `warning`?")),
        ("strict = 'yes'", "'yes'", "`strict` must be true or false, not a string", None),
        ("threads = -1", "-1", "`threads` must be a number from 0, not an integer", None),
        ("select = [1]", "1", "`select` must be a string, not an integer", None),
        ("select = 1", "1", "`select` must be a list of strings, not an integer", None),
        ("deployed = ''", "''", "`deployed` is empty", None),
        ("exclude = ['a[']", "'a['", "`a[` is no glob: unclosed character class; missing ']'", None),
        ("database = 1", "1", "`database` must be tables: `[[database]]`, not an integer", None),
        (
            "[[database]]\ndialect = 'postgre'",
            "'postgre'",
            "unknown dialect `postgre`",
            Some("did you mean `postgres`?"),
        ),
        ("[[database]]\nmigrations = '../x'", "'../x'", "`../x` is outside the project", None),
        ("[[database]]\nmigrations = '/x'", "'/x'", "`/x` is outside the project", None),
        ("[[database]]\nname = 'a'\n[[database]]\nname = 'a' ", "'a' ", "two databases have the name `a`", None),
        (
            "[rules.x]\nlevel = 'warnings'",
            "'warnings'",
            "unknown value `warnings` of `level`",
            Some("did you mean `warning`?"),
        ),
        ("preset = 'strickt'", "'strickt'", "unknown value `strickt` of `preset`", Some("did you mean `strict`?")),
        ("overrides = 1", "1", "`overrides` must be tables: `[[overrides]]`, not an integer", None),
        (
            "[[overrides]]\npath = ['a']\nallow = ['lock']",
            "path",
            "unknown key `path` in [[overrides]]",
            Some("did you mean `paths`?"),
        ),
        ("[[overrides]]\nallow = ['lock']", "[[", "[[overrides]] without `paths`", None),
        (
            "[[overrides]]\npaths = ['a[']\nallow = ['lock']",
            "'a['",
            "`a[` is no glob: unclosed character class; missing ']'",
            None,
        ),
        ("[[overrides]]\npaths = ['a/**']", "[[", "[[overrides]] that change no level", None),
        ("[rules]\nx = 'note'", "'note'", "`rules.x` is no table", None),
    ] {
        let errors = parse(Path::new("migcheck.toml"), text.to_owned(), "").map(|file| file.settings).unwrap_err();
        let error = &errors[0];
        assert_eq!(error.message, message);
        assert_eq!(error.span.start, text.find(place).unwrap(), "{text}");
        assert_eq!(error.label.as_deref(), label, "{text}");
    }
    for text in ["a = ", "[[database]\n", "a = 1\na = 2", "[[database]]\n[[database]]", "\u{0}", "select = ["] {
        let errors = parse(Path::new("x"), text.to_owned(), "").map(|file| file.settings).unwrap_err();
        assert!(!errors[0].message.is_empty() && errors[0].span.end <= text.len(), "{errors:?}");
    }
    let errors = parse(Path::new("migcheck.toml"), "\n\nzzz = 1".to_owned(), "").map(|file| file.settings).unwrap_err();
    assert!(
        errors[0].to_string().starts_with("migcheck.toml:3: unknown key `zzz`; keys here: deployed, "),
        "{}",
        errors[0]
    );
}

#[test]
fn paths_count_from_the_directory_of_the_file() {
    let text = "exclude = ['docs', 'a/b', '/c']\n[[database]]\nmigrations = ['db', '../shared', '.']\ncode = 'src/**'"
        .to_owned();
    let settings = parse(Path::new("migcheck.toml"), text, "services/billing").unwrap().settings;
    assert_eq!(settings.exclude, ["/services/billing/**/docs", "/services/billing/a/b", "/services/billing/c"]);
    assert_eq!(settings.databases[0].migrations, ["services/billing/db", "services/shared", "services/billing"]);
    assert_eq!(settings.databases[0].code, ["services/billing/src/**"]);
}

#[test]
fn others_can_point_at_names() {
    let file = parse(Path::new("migcheck.toml"), "select = ['a', 'colum-used']".to_owned(), "").unwrap();
    let error = file.error_for("colum-used", "unknown rule `colum-used`", &["column-used", "x"]);
    assert_eq!((error.span, error.label.as_deref()), (15..27, Some("did you mean `column-used`?")));
}

#[test]
fn the_nearest_file_up_to_the_repository() {
    let place = tempfile::tempdir().unwrap();
    let root = place.path().join("r");
    let deep = root.join("a/b");
    fs::create_dir_all(&deep).unwrap();
    fs::write(place.path().join("migcheck.toml"), "").unwrap();
    assert_eq!(discover(&deep), (deep.clone(), None));
    fs::create_dir_all(root.join(".git")).unwrap();
    assert_eq!(discover(&deep), (root.clone(), None));
    fs::write(root.join(".migcheck.toml"), "").unwrap();
    assert_eq!(discover(&deep), (root.clone(), Some(root.join(".migcheck.toml"))));
    fs::write(root.join("migcheck.toml"), "strict = true").unwrap();
    assert_eq!(discover(&deep), (root.clone(), Some(root.join("migcheck.toml"))));
    fs::write(root.join("a/migcheck.toml"), "exclude = 'x'").unwrap();
    let (found_root, file) = discover(&deep);
    let file = load(&file.unwrap(), &found_root).unwrap();
    assert_eq!(file.settings.exclude, ["/a/**/x"]);
    assert!(load(&root.join("nothing.toml"), &root).is_err());
}
