//! What snippets of Rust lower to.

use super::LANGUAGE;
use crate::lang::dump::{dump, faults};

fn lowers(text: &str, expected: &str) {
    let facts = (LANGUAGE.parse)(text, "rs");
    assert_eq!(faults(text, &facts), Vec::<String>::new(), "{text}");
    assert_eq!(dump(&facts).trim_end(), expected.trim(), "{text}");
}

#[test]
fn expressions() {
    let cases: &[(&str, &str)] = &[
        (
            "users::table.filter(users::email.eq(&e)).load::<User>(&mut c).await?.name",
            "(. (seq (call (. (call users.table.filter (call users.email.eq e)) load) <User> c)) name)",
        ),
        (
            "let User { email, name: n, .. } = u else { return 1 };",
            "(let (new User email=email name=n) = u)|(seq (return #1))",
        ),
        ("User { email, name: f::<T>(1), ..d }", "(new User email=email name=(call f <T> #1) ..=d)"),
        ("crate::db::User { id: 1 }", "(new crate.db.User id=#1)"),
        (
            "match u { Some(x) if x.a => b, E::V { c } | E::W(c) => { d.e } _ => 2 }",
            "(seq u (seq (call Some x) x.a) b (seq (new E.V c=c) (call E.W c)) d.e _ #2)",
        ),
        (
            "if let Some(a) = b.c && d { e } else if f { g } else { h }",
            "(seq (&& (let (call Some a) = b.c) d) e (seq f g h))",
        ),
        ("for (i, u) in us.iter() { u.email; }", "(seq (let [i u] in (call us.iter)) u.email)"),
        (
            "v.iter().map(|(a, u)| u.email).collect::<Vec<_>>()",
            "(call (. (call (. (call v.iter) map) (fn () (let [a u] = _) u.email)) collect) <Vec<_>>)",
        ),
        ("\"a\\nb\".to_owned() + r#\"c\"d\"#", "(+ (call (. \"a|\\n|b\" to_owned)) \"c\\\"d\")"),
        (
            "row.get::<_, String>(\"email\"); x[0].1 += -1",
            "(call row.get <_, String> \"email\")|(set (. (index x #0) 1) += (seq #1))",
        ),
        ("async move { a as u8 }; &mut *b; [c; 2]; (d, 'e')", "(seq (seq a))|b|[c #2]|[d #'e']"),
        ("<T as Tr>::f(); Vec::<u8>::new()", "(call T.f)|(call Vec.new <u8>)"),
        ("r#type.r#in", "type.in"),
    ];
    for (text, expected) in cases {
        let facts = format!("fn f() {{ {text}; }}");
        let lowered = (LANGUAGE.parse)(&facts, "rs");
        assert_eq!(faults(&facts, &lowered), Vec::<String>::new(), "{text}");
        let body: Vec<String> = lowered.functions[0].body.iter().map(crate::lang::dump::expr_text).collect();
        assert_eq!(body.join("|"), *expected, "{text}");
    }
}

#[test]
fn macros() {
    let cases: &[(&str, &str)] = &[
        ("sqlx::query!(r#\"select 1\"#, a.b, x = c)", "(call sqlx.query! \"select 1\" a.b x=c)"),
        ("sqlx::query_as!(User, \"a\" + \"b\")", "(call sqlx.query_as! User (+ \"a\" \"b\"))"),
        ("format!(\"select {col} {} {{{x:?}\", y)", "(call format! \"select ${col} {} |{${x}\" y)"),
        ("json!({ \"email\": u.email, \"l\": [1, {\"k\": v}] })", "(call json! {email: u.email, l: [#1 {k: v}]})"),
        ("sol! { /// Doc\n struct A { /// D\n uint256 email; } }", "(call sol! (seq struct A (seq uint256 email)))"),
        ("vec![a.b; 2]", "(call vec! a.b #2)"),
        ("html! { <p class=\"x\">{ u.email }</p> }", "(call html! (seq p class \"x\" (seq u.email) p))"),
        ("select! { x = f() => { g(x.email) } }", "(call select! x=(seq f (seq (call g x.email))))"),
        ("include_str!(\"x.sql\")", "(call include_str! \"x.sql\")"),
        ("joinable!(posts -> users (user_id))", "(call joinable! posts users user_id)"),
        (
            "diesel::allow_tables_to_appear_in_same_query!(a, b,)",
            "(call diesel.allow_tables_to_appear_in_same_query! a b)",
        ),
        ("lazy_static! { static ref Q: &str = \"select\"; }", "(call lazy_static! static ref Q str \"select\")"),
        ("thread_local! { static Q: u8 = a.b; }", "(call thread_local! (let Q: u8 = a.b))"),
        (
            "diesel::table! { use diesel::sql_types::*; /// Doc\n auth.users (id) { id -> Int4, /// D\n #[sql_name = \"mail\"] email -> Nullable<Text>, } }",
            "(call diesel.table! auth.users [id] id=Int4 email=(call sql_name \"mail\" Nullable<Text>))",
        ),
        ("table! { #[sql_name = \"u\"] users { id -> Int4 } }", "(call table! (call sql_name \"u\" users) [] id=Int4)"),
    ];
    for (text, expected) in cases {
        let (text, expected) = match text.strip_suffix('}') {
            Some(_) => ((*text).to_owned(), format!("top {expected}")),
            None => (format!("{text};"), format!("top {expected}")),
        };
        lowers(&text, &expected);
    }
}

#[test]
fn items() {
    let cases: &[(&str, &str)] = &[
        (
            "use a::{self, b::C, d as e, f::*}; use g; use crate::schema::users::dsl as u;",
            "import a as a\nimport a::b [C] as C\nimport a [d] as e\nimport a::f [*] as *\nimport g as g\nimport crate::schema::users [dsl] as u",
        ),
        (
            "/// doc\n#[derive(Queryable, sqlx::FromRow)]\n#[cfg_attr(feature = \"full\", diesel(table_name = users, belongs_to(Org, foreign_key = o)), derive(Q))]\npub struct User { #[sqlx(rename = \"mail\")] #[serde(default)] pub email: Option<String> }\npub struct T(pub i32);",
            "struct User\n  @(call derive Queryable sqlx.FromRow)\n  @(call diesel table_name=users (call belongs_to Org foreign_key=o))\n  @(call derive Q)\n  field email: Option<String> @(call sqlx rename=\"mail\") @(call serde default)\nstruct T\n  field 0: i32",
        ),
        (
            "#[diesel(sql_type = Nullable<Text>)] #[table_name = \"u\"] struct A;",
            "struct A\n  @(call diesel sql_type=(index Nullable [Text]))\n  @(call table_name \"u\")",
        ),
        (
            "impl User { const T: &'static str = \"users\"; pub async fn find(&self, State(p): State<Pool>) -> u8 { fn g() {} self.email } fn new() {} }\nstruct User;",
            "struct User\nfn User.find of User (self, p: State<Pool>) -> u8\n  (let (call State p): State<Pool> = _)\n  (return self.email)\nfn User.find.g ()\nfn static User.new of User ()\ntop (let User.T: &'static str = \"users\")",
        ),
        (
            "impl X for m::Y<T> { type Table = users::table; fn f(self) {} }",
            "fn Y.f of Y? (self)\ntop (let m.Y.Table = users.table)",
        ),
        (
            "trait R: B { fn f(&self); fn g() { 1 } }",
            "interface R < B\nfn R.f of R (self)\nfn static R.g of R ()\n  (return #1)",
        ),
        (
            "enum E { #[x] A = 1, B(u8), C { email: String } }",
            "enum E\n  variant static A = #1 @x\n  variant static B: (u8)\n  variant static C: { email: String }\nstruct E.C\n  field email: String",
        ),
        (
            "const A: &str = \"q\"; static B: u8 = 1; type P = Pool<Pg>;",
            "top (let A: &str = \"q\")\ntop (let B: u8 = #1)\ntop (let P = (index Pool [Pg]))",
        ),
        (
            "#[cfg(test)] mod tests { #[test] fn t() { super::f() } }",
            "fn tests.t ()\n  @test\n  @(call cfg test)\n  (return (call super.f))",
        ),
        ("#!/usr/bin/env x\n#![allow(a)]\nconst é: u8 = 1;", "top (let é: u8 = #1)"),
        ("\u{feff}const A: u8 = 1;", "top (let A: u8 = #1)"),
    ];
    for (text, expected) in cases {
        lowers(text, expected);
    }
}

#[test]
fn errors_leave_the_rest() {
    let text = "fn a() { x.y } fn b() -> { \"lost\" } fn c() { kept }";
    let facts = (LANGUAGE.parse)(text, "rs");
    assert_eq!(facts.errors, vec![15..35]);
    assert_eq!(faults(text, &facts), Vec::<String>::new());
    let dumped = dump(&facts);
    assert!(dumped.contains("x.y") && dumped.contains("kept"), "{dumped}");
    let facts = (LANGUAGE.parse)("fn a() { ", "rs");
    assert_eq!(facts.errors, vec![0..9]);
}

#[test]
fn hostile_texts_do_not_panic() {
    let deep =
        |open: &str, close: &str, times: usize| format!("fn f() {{ {}x{} }}", open.repeat(times), close.repeat(times));
    for text in [
        deep("(", ")", 5000),
        deep("(", ")", 1900),
        deep("f(", ")", 1900),
        deep("[", "]", 1900),
        deep("{", "}", 1900),
        deep("m!(", ")", 1900),
        deep("a{b:", "}", 900),
        deep("if x {", "}", 900),
        deep("!", "", 5000),
        deep("&", "", 1900),
        deep("x+", "", 20000),
        deep("x.y().", "", 20000),
        deep("|x|", "", 1900),
        "type A = ".to_owned() + &"A<".repeat(1900),
        "use ".to_owned() + &"a::".repeat(5000) + "b;",
        "use ".to_owned() + &"{".repeat(900) + &"}".repeat(900) + ";",
        "m! { \"é\\".to_owned(),
        "#[a(b = \"é\", c(\"".to_owned(),
        "m!(= = , => :: \"\" \"\\u{}\" '\\'' {:} {a:} {\"é\":1})".to_owned(),
        "\0".to_owned(),
    ] {
        let facts = (LANGUAGE.parse)(&text, "rs");
        assert_eq!(faults(&text, &facts), Vec::<String>::new());
    }
}
