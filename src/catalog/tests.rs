//! Cases of the fold and the difference, in the toy notation: what was there, what is pending, what is said of it.
//!
//! `-c` column dropped, `~c` renamed, `+c` added, `!c` required, `!n` without NULL; `-t` table or view dropped, `~t` renamed, `#t` other count; `-v` value
//! removed, `~v` renamed; `-k` key. `>` is the new name, `?` a possible one, `@` the pending statement that caused it, `<` what depends.

use std::sync::Arc;

use super::toy::{object, read};
use super::*;
use crate::model::event::EventKind;
use crate::model::name::Dialect::{self, *};

fn origin(path: &str) -> Origin {
    Origin { path: Arc::from(path), revision: Revision::Head }
}

fn built(dialect: Dialect, text: &str) -> Catalog {
    let mut catalog = Catalog::new(dialect);
    for statement in &read(text) {
        catalog.apply(statement, &origin("before"));
    }
    catalog
}

fn shown(changes: &[NetChange], pending: &str) -> Vec<String> {
    let statements = read(pending);
    changes
        .iter()
        // They come with each change of the columns.
        .filter(|change| !matches!(change.kind, EventKind::RowShapeChanged | EventKind::PreparedResultChanged))
        .map(|change| {
            let mark = match change.kind {
                EventKind::ColumnDropped => "-c",
                EventKind::ColumnRenamed => "~c",
                EventKind::TableDropped => "-t",
                EventKind::TableRenamed => "~t",
                EventKind::EnumValueRemoved => "-v",
                EventKind::EnumValueRenamed => "~v",
                EventKind::RequiredColumnAdded => "!c",
                EventKind::NullRefused => "!n",
                EventKind::ColumnAdded => "+c",
                EventKind::ColumnCountChanged => "#t",
                EventKind::UniqueKeyDropped => "-k",
                EventKind::RoutineDropped => "-f",
                EventKind::RoutineRenamed => "~f",
                EventKind::TypeDropped => "-y",
                EventKind::TypeRenamed => "~y",
                _ => "??",
            };
            let mut text = format!("{mark} {}", change.subject().display());
            if let Some(key) = &change.key {
                text += &format!("({})", key.columns.join(","));
            }
            if let Some((had, has)) = change.counts {
                text += &format!(" {had}>{has}");
            }
            if let Some(to) = &change.renamed_to {
                text += &format!(">{to}");
            }
            if let Some(to) = &change.maybe_renamed_to {
                text += &format!("?{to}");
            }
            if &*change.span.path == "pending" {
                let at = statements.iter().position(|statement| statement.range == change.span.range);
                text += &at.map_or("@?".to_string(), |at| format!("@{}", at + 1));
            } else {
                text += "@before";
            }
            for dependant in &change.dependants {
                text += &format!("<{}", dependant.name);
            }
            text
        })
        .collect()
}

pub(super) fn check(dialect: Dialect, cases: &[(&str, &str, &str)]) {
    let mut wrong = String::new();
    for (history, pending, expected) in cases {
        let mut before = built(dialect, history);
        let statements = read(pending);
        let place = origin("pending");
        let (after, log) = fold(&mut before, statements.iter().map(|statement| (statement, &place)));
        let found = shown(&difference(&before, &after, &log), pending).join("; ");
        if found != *expected {
            wrong += &format!("\n{history}\n  {pending}\n  expected {expected}\n  found    {found}\n");
        }
        for same in [&before, &after] {
            assert!(difference(same, same, &Log::default()).is_empty(), "{history} / {pending}: differs from itself");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

const USERS: &str = "table users id:int* email:text";

#[test]
fn columns_come_and_go() {
    check(
        Postgres,
        &[
            (USERS, "", ""),
            (USERS, "drop users.email", "-c users.email@1; #t users 2>1@1"),
            (USERS, "drop USERS.EMAIL", "-c users.email@1; #t users 2>1@1"),
            (USERS, "drop users.email; add users email:int", ""),
            (USERS, "drop users.email; add users email:int!", "!c users.email@2; !n users.email@2"),
            (USERS, "add users x:int; drop users.x", ""),
            (USERS, "add users email:int maybe", ""),
            (USERS, "drop users.nope maybe", ""),
            (USERS, "drop users.nope", "-c users.nope@1"),
            (USERS, "drop users.email; drop users.email", "-c users.email@1; #t users 2>1@1"),
            (USERS, "rename users.email mail", "~c users.email>mail@1; +c users.mail@1"),
            (USERS, "rename users.email m; rename users.m mail", "~c users.email>mail@1; +c users.mail@2"),
            (USERS, "rename users.email m; drop users.m", "-c users.email@2; #t users 2>1@2"),
            (USERS, "rename users.email m; rename users.m email", ""),
            (
                USERS,
                "rename users.id t; rename users.email id; rename users.t email",
                "-k users.id(id)@1; !c users.email@3; !n users.email@3",
            ),
            (USERS, "rename users.email old; add users email:text", "+c users.old@1; +c users.email@2; #t users 2>3@2"),
            (USERS, "drop users.email; add users mail:text", "-c users.email?mail@1; +c users.mail@2; #t users 2>2@2"),
            (
                USERS,
                "add users m:int; add users n:int; copy users.n from users.email; drop users.email",
                "+c users.m@1; #t users 2>3@1; +c users.n@2; -c users.email?n@4",
            ),
            (USERS, "drop users.email; add users mail:int", "-c users.email@1; +c users.mail@2; #t users 2>2@2"),
            (USERS, "add users x:int", "+c users.x@1; #t users 2>3@1"),
            (USERS, "add users x:int!", "!c users.x@1; +c users.x@1; #t users 2>3@1"),
            (USERS, "add users x:int!=0", "+c users.x@1; #t users 2>3@1"),
            (USERS, "add users x:int!=0; alter users.x nodefault", "+c users.x@1; #t users 2>3@1; !c users.x@2"),
            (USERS, "add users x:int!@", "+c users.x@1; #t users 2>3@1"),
            (USERS, "add users x:bigserial!", "+c users.x@1; #t users 2>3@1"),
            (USERS, "alter users.email notnull", "!c users.email@1; !n users.email@1"),
            (USERS, "alter users.email default=x; alter users.email notnull", "!n users.email@2"),
            (USERS, "alter users.email notnull; alter users.email null", ""),
            ("table users a:int!=1", "alter users.a nodefault", "!c users.a@1"),
            (USERS, "drop pk users; pk users email", "-k users.id(id)@1; !c users.email@2; !n users.email@2"),
            (USERS, "do drop users.email", "-c users.email@1; #t users 2>1@1"),
            (USERS, "proc p drop users.email", ""),
            (USERS, "proc p drop users.email; call p; call p", "-c users.email@1; #t users 2>1@1"),
            (USERS, "unparsed drop users.email", "-c users.email@1; #t users 2>1@1"),
            (
                "table t \"userName\":text",
                "rename t.\"userName\" user_name",
                "~c t.userName>user_name@1; +c t.user_name@1",
            ),
        ],
    );
}

#[test]
fn tables_come_and_go() {
    check(
        Postgres,
        &[
            (USERS, "drop table users", "-t users@1"),
            (USERS, "drop users.email; drop table users", "-t users@2"),
            (USERS, "rename table users people", "~t users>people@1"),
            (USERS, "rename table users p; rename table p people", "~t users>people@1"),
            (USERS, "drop old.a; rename table old users", "-c old.a@1"),
            (USERS, "rename table users p; drop table p", "-t users@2"),
            (USERS, "rename table users p; drop p.email", "~t users>p@1; -c users.email@2"),
            (USERS, "rename table users p; rename table p users", ""),
            (USERS, "rename table users_id_seq people_id_seq", ""),
            (USERS, "drop table users; table users id:int* email:int", ""),
            (USERS, "drop table users; table users id:int*", "-c users.email@2; #t users 2>1@2"),
            (USERS, "table x a:int; drop table x", ""),
            (USERS, "table x a:int!", ""),
            (USERS, "table users maybe id:int* other:text", ""),
            (USERS, "table users temp a:int; drop table users", ""),
            ("table a x:int; table b x:int", "rename table a t; rename table b a; rename table t b", ""),
            (USERS, "move users app", "~t users>app.users@1"),
            (USERS, "rename table users people; view users people id,email", "-k users()@2"),
            (USERS, "rename table users p; view users p id", "-c users.email@2; #t users 2>1@2; -k users()@2"),
            ("table app.a x:int; table b x:int", "drop schema app cascade", "-t app.a@1"),
            ("path app; table users a:int b:int", "drop app.users.b", "-c users.b@1; #t users 2>1@1"),
            ("table app.users a:int b:int", "drop users.b", "-c app.users.b@1; #t app.users 2>1@1"),
            ("table app.users a:int b:int; table auth.users b:int", "drop users.b", "-c users.b@1"),
            (
                USERS,
                "table u2 like:users; drop u2.email; drop table users; rename table u2 users",
                "-k users()>u2_pkey@1; -c users.email@2; #t users 2>1@2",
            ),
            (USERS, "table u2 as:users; drop table users; rename table u2 users", "-k users.id(id)@1"),
        ],
    );
}

#[test]
fn sqlite_rebuilds_are_one_change_of_the_table() {
    check(
        Sqlite,
        &[
            (USERS, "table new id:int*; drop table users; rename table new users", "-c users.email@1; #t users 2>1@1"),
            (USERS, "table new id:int* email:text; drop table users; rename table new users", ""),
            (USERS, "rename table users old; table users id:int*; drop table old", "-c users.email@2; #t users 2>1@2"),
            (
                USERS,
                "table new id:int* mail:text; drop table users; rename table new users",
                "-c users.email?mail@1; +c users.mail@1",
            ),
            (
                USERS,
                "table new id:int* m:x n:y; copy new.id,n from users.id,email; drop table users; rename table new users",
                "-c users.email?n@1; +c users.m@1; +c users.n@1; #t users 2>3@1",
            ),
            (
                USERS,
                "table new id:int* email:text!; drop table users; rename table new users",
                "!c users.email@1; !n users.email@1",
            ),
            (
                "table users id:integer!* a:text; view v users a",
                "table new id:integer!*; drop table users; rename table new users",
                "-c users.a@1<v; #t users 2>1@1",
            ),
            ("table users a:text!", "add users id:integer!*", "+c users.id@1; #t users 1>2@1"),
            ("table users id:int a:text; view v users a", "rename users.a b", "~c users.a>b@1; +c users.b@1"),
        ],
    );
}

#[test]
fn unknown_history_is_inferred() {
    check(
        Postgres,
        &[
            ("", "drop users.email", "-c users.email@1"),
            ("", "drop users.email maybe", "-c users.email@1"),
            ("", "drop table users maybe", "-t users@1"),
            ("", "drop table users maybe; table users a:int", ""),
            ("", "rename users.a b", "~c users.a>b@1; +c users.b@1"),
            ("", "rename users.a b; rename users.b c", "~c users.a>c@1; +c users.c@2"),
            ("", "rename table users people; drop people.email", "~t users>people@1; -c users.email@2"),
            ("", "add users x:int!", "!c users.x@1; +c users.x@1"),
            ("", "alter users.x notnull", ""),
            ("", "add users x:int; drop users.x", ""),
            ("", "drop view v", "-t v@1"),
            ("", "renamevalue role a b", "~v role 'a'>b@1"),
            ("add users a:int", "drop users.a; drop users.b", "-c users.a@1; -c users.b@2"),
            ("table u a:int; drop table u", "drop table u maybe; drop u.a", ""),
            ("table t a:int; rename t.a b", "rename t.a b", ""),
            ("table t a:int; rename t.a b", "drop t.a", ""),
            ("unique users email", "drop constraint users users_email_key", "-k users.email(email)@1"),
        ],
    );
}

#[test]
fn views_functions_and_triggers() {
    let history = "table users id:int* email:text; view v users email; view w v email; function f users email; trigger t users email f";
    check(
        Postgres,
        &[
            (history, "drop users.email", "-c users.email@1<v<w<f<t; #t users 2>1@1"),
            (history, "drop users.email cascade", "-c users.email@1<f<t; -t v@1; -t w@1; #t users 2>1@1"),
            (history, "rename users.email mail", "~c users.email>mail@1<f; +c users.mail@1"),
            (history, "rename table users people", "~t users>people@1<f"),
            (history, "drop table users", "-t users@1<v<w<f"),
            (history, "drop table users cascade", "-t users@1<f; -t v@1; -t w@1"),
            (history, "drop view v cascade", "-t v@1; -t w@1"),
            (history, "drop view v", "-t v@1<w"),
            (history, "rename view v x", "~t v>x@1"),
            (history, "drop view w; drop view v; view v users email; view w v email", ""),
            (history, "drop view w; view v users id", "-t w@1; -c v.email@2; +c v.id@2"),
            (
                history,
                "drop function f cascade; drop view v cascade; drop users.email",
                "-f f@1; -t v@2; -t w@2; -c users.email@3; #t users 2>1@3",
            ),
            (history, "drop function f; function f users id", ""),
            (history, "rename function f g", "~f f>g@1"),
            (history, "rename function f g; function f users id", ""),
            (
                history,
                "function f users id; drop view v cascade; drop trigger t; drop users.email",
                "-t v@2; -t w@2; -c users.email@4; #t users 2>1@4",
            ),
            ("table users id:int email:text; view v users *", "drop users.email", "-c users.email@1<v; #t users 2>1@1"),
            (
                "view v v a; view a b x; view b a x",
                "drop view v cascade; drop view a cascade",
                "-t v@1; -t a@2; -t b@2",
            ),
        ],
    );
    check(
        Mysql,
        &[
            (history, "rename users.email mail", "~c users.email>mail@1<v<w<f; +c users.mail@1"),
            (history, "rename table users people", "~t users>people@1<v<w<f"),
        ],
    );
}

#[test]
fn values_narrow() {
    let typed = "enum role a,b; table users id:int role:role";
    check(
        Postgres,
        &[
            (typed, "addvalue role c", ""),
            (typed, "renamevalue role a x", "~v role 'a'>x@1"),
            (typed, "renamevalue role a x; renamevalue role x y", "~v role 'a'>y@1"),
            (
                typed,
                "enum role_new b; alter users.role type=role_new; drop type role; rename type role_new role",
                "-v role 'a'@1",
            ),
            (
                typed,
                "rename type role role_old; enum role b,c; alter users.role type=role; drop type role_old",
                "-v role 'a'@2",
            ),
            (typed, "enum r2 b; alter users.role type=r2; drop type role", "-v users.role 'a'@2; -y role@3"),
            (typed, "alter users.role type=text; drop type role", "-y role@2"),
            (typed, "drop type role cascade", "-c users.role@1; #t users 2>1@1; -y role@1"),
            (typed, "rename type role kind", "~y role>kind@1"),
            ("table u r:text; check u r a,b", "drop constraint u u_r_check; check u r b,c", "-v u.r 'a'@2"),
            ("table u r:text; check u r a,b", "drop constraint u u_r_check", ""),
            ("table u r:text{a,b}", "drop constraint u u_r_check; check u r a,b,c", ""),
            ("table u r:text{a,b}", "drop constraint u u_r_check; check u r a", "-v u.r 'b'@2"),
            ("table u r:text{a,b}; check u r a,b,c", "check u r a,b n", "-v u.r 'c'@1"),
        ],
    );
    check(
        Mysql,
        &[
            ("table u r:enum{a,b}", "redefine u.r r:enum{b,c}", "-v u.r 'a'@1"),
            ("table u r:enum{a,b}", "redefine u.r r:enum{a,b,c}", ""),
        ],
    );
}

#[test]
fn keys_go() {
    check(
        Postgres,
        &[
            ("table t a:int^ b:int", "drop constraint t t_a_key", "-k t.a(a)@1"),
            ("table t a:int^ b:int", "drop constraint t t_a_key; index i t a unique", "-k t()>i@1"),
            ("table t a:int b:int; index i t a,b unique", "drop index i", "-k t(a,b)@1"),
            ("table t a:int b:int; index i t a,b unique", "drop index i; index j t b,a unique", ""),
            ("table t a:int b:int; index i t a unique", "drop index i; index i t a unique partial", "-k t.a(a)@1"),
            ("table t a:int b:int; index i t a unique", "using t i k", ""),
            ("table t a:int b:int; index i t a unique", "drop t.a", "-c t.a@1; #t t 2>1@1"),
            ("table t a:int^ b:int", "rename t.a c", "~c t.a>c@1; +c t.c@1"),
            ("table t a:int^", "rename constraint t t_a_key k", "-k t()>k@1"),
            ("table t a:int; index i t a", "drop index i; rename index j k", ""),
            ("table t a:int; index i t a", "rename table i j; drop index j", ""),
            (USERS, "drop constraint users users_pkey", "-k users.id(id)@1"),
        ],
    );
    check(
        Mysql,
        &[
            ("table t a:int^ b:int", "drop index a t", "-k t.a(a)@1"),
            ("table t a:int* b:int", "drop index primary t", "-k t.a(a)@1"),
            ("table t a:int b:int", "redefine t.a c:int", "~c t.a>c@1; +c t.c@1"),
            ("table t a:int b:int", "redefine t.a a:int!", "!c t.a@1; !n t.a@1"),
            ("table t a:int b:int", "drop db.t.a", "-c t.a@1; #t t 2>1@1"),
            ("table t a:int b:int", "rename T.A a", ""),
        ],
    );
    check(Mssql, &[("table t a:int!=1", "redefine t.a a:bigint!", ""), ("table #t a:int", "drop table #t", "")]);
    check(Clickhouse, &[("table t a:int", "add t b:int!", "+c t.b@1; #t t 1>2@1")]);
}

#[test]
fn ever_holds_every_name() {
    let cases = [
        ("table u a:int b:int; drop u.b", "-c u.b@2"),
        ("table u a:int b:int; drop u.b; add u b:int", ""),
        ("table u a:int; rename u.a b; rename u.b c", "~c u.a>c@2; ~c u.b>c@3"),
        ("table u a:int; rename table u v; drop v.a; drop table v", "-t u@4; -t v@4"),
        ("table u a:int; drop table u; table u b:int", "-c u.a@3"),
        ("table u a:int; view v u a; drop view v", "-t v@3"),
        ("enum e a,b; renamevalue e a c", "~v e 'a'>c@2"),
        ("table u r:enum{a,b}; redefine u.r r:enum{b}", "-v u.r 'a'@2"),
    ];
    for (text, expected) in cases {
        let statements = read(text);
        let place = origin("pending");
        let (all, after, log) = ever(Postgres, statements.iter().map(|statement| (statement, &place)));
        assert_eq!(shown(&difference(&all, &after, &log), text).join("; "), expected, "{text}");
    }
}

#[test]
fn names_are_looked_up_as_the_database_does() {
    let catalog =
        built(Postgres, "table app.users a:int; table public.t a:int; table app.t b:int; table \"Order\" a:int");
    let found = |name: &str| catalog.table(&object(name)).map(|table| table.label.written.to_string());
    assert_eq!(found("users").as_deref(), Some("app.users"));
    assert_eq!(found("t").as_deref(), Some("public.t"));
    assert_eq!(found("app.T").as_deref(), Some("app.t"));
    assert_eq!(found("order").as_deref(), Some("Order"));
    assert_eq!(found("other.users"), None);
    assert!(catalog.column(&object("t"), &Ident::new("A")).is_some());
}

#[test]
fn the_text_of_a_schema_is_sorted() {
    let text = "view v t a; table t b:int! a:text=x; enum e x,y; index i t a; unique t b; table s id:int*; fk t b s id; rename table s r";
    assert_eq!(
        render(&built(Postgres, text)),
        "enum e ('x', 'y')\ntable r\n  id int not null\n  primary key (id)\ntable t\n  b int not null\n  a text default x\n  \
         unique t_b_key (b)\n  foreign key (b) references r (id)\n  index i (a)\nview v (a)\n"
    );
}

#[test]
fn hostile_input_does_no_harm() {
    let words: Vec<&str> = concat!(
        "drop a.b cascade; rename table a b; rename table b a; rename a.b c; rename a.c b; view a a b; view b a *; ",
        "drop view a cascade; drop table b cascade; rename type a a; drop type a cascade; table a like:a as:a; ",
        "table a a:a; move a b; drop schema b cascade; unique a b; pk a a; drop pk a; using a b; redefine a.a b:a!; ",
        "trigger a a b a; function a a b; drop function a cascade; proc a call a; call a; enum a a,b; renamevalue a a b; ",
        "renamevalue a b a; path b; index a a a unique; rename index a b; drop index a; check a a x,y; rename view a b; ",
        "rename . .; add a :x",
    )
    .split("; ")
    .collect();
    let mut seed = 7_u32;
    for _ in 0..400 {
        let mut text = Vec::new();
        for _ in 0..24 {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            text.push(words[(seed >> 16) as usize % words.len()]);
        }
        for dialect in Dialect::ALL {
            let (history, pending) = text.split_at(12);
            let mut before = built(dialect, &history.join(";"));
            let statements = read(&pending.join(";"));
            let place = origin("pending");
            let (after, log) = fold(&mut before, statements.iter().map(|statement| (statement, &place)));
            difference(&before, &after, &log);
            let none = difference(&after, &after, &Log::default());
            assert!(none.is_empty(), "{text:?} {none:?}");
            let (all, after, log) = ever(dialect, statements.iter().map(|statement| (statement, &place)));
            difference(&all, &after, &log);
            render(&all);
        }
    }
}

#[test]
fn what_a_change_shows_is_put_into_the_schema_before() {
    let mut before = Catalog::new(Postgres);
    let statements = read("drop users.email; add users mail:text");
    let place = origin("pending");
    fold(&mut before, statements.iter().map(|statement| (statement, &place)));
    let (table, column) = before.column(&object("users"), &Ident::new("email")).expect("inferred");
    assert!(table.inferred && !table.complete && column.inferred);
    assert!(table.column_named("mail").is_none());
}

#[test]
fn sessions_end_with_their_file() {
    let mut catalog = Catalog::new(Postgres);
    for (file, text) in [
        ("1", "path app; table a x:int; table t temp x:int; function pg_temp.f t x"),
        ("2", "table b x:int; table t y:int"),
    ] {
        for statement in &read(text) {
            catalog.apply(statement, &origin(file));
        }
    }
    let schemas: Vec<&str> = catalog.tables().map(|table| table.label.schema.as_str()).collect();
    assert_eq!(schemas, ["app", "public", "public"]);
    assert!(catalog.column(&object("t"), &Ident::new("y")).is_some());
    assert_eq!(catalog.functions().count(), 0);
}

#[test]
fn nesting_has_an_end() {
    let mut statement = read("drop a.b").remove(0);
    for _ in 0..200 {
        let range = statement.range.clone();
        let kind = StatementKind::Changes(Vec::new());
        statement = Statement { range, kind, reading: crate::model::change::Reading::Parsed, nested: vec![statement] };
    }
    let mut catalog = Catalog::new(Postgres);
    catalog.apply(&statement, &origin("1"));
    assert_eq!(catalog.tables().count(), 0);
}
