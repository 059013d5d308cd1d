//! What snippets of JavaScript and TypeScript lower to.

use super::LANGUAGE;
use crate::lang::dump::{dump, faults};

fn lowers(extension: &str, text: &str, expected: &str) {
    let facts = (LANGUAGE.parse)(text, extension);
    assert_eq!(faults(text, &facts), Vec::<String>::new(), "{text}");
    assert_eq!(dump(&facts).trim_end(), expected.trim(), "{text}");
}

#[test]
fn javascript() {
    let cases: &[(&str, &str)] = &[
        ("const q = `a ${b.c} d` + 'e\\nf'", "top (let q = (+ \"a ${b.c} d\" \"e|\\n|f\"))"),
        ("await sql`select ${x}`", "top (seq (call sql \"select ${x}\"))"),
        (
            "prisma.user.findMany({ where: { email, 'a': 1, [k]: 2, ...r } })",
            "top (call prisma.user.findMany {where: {email: email, a: #1, [k]: #2, ...r}})",
        ),
        ("const { email, a: b = 1, ...rest } = user", "top (let {email: email, a: (let b = #1), ...rest} = user)"),
        ("({ email, a: this.b } = f?.().x['y'])", "top (set {email: email, a: this.b} = (index (. (call f) x) \"y\"))"),
        ("const [a, , b] = c; d ??= e", "top (let [a _ b] = c)\ntop (set d ??= e)"),
        (
            "const f = async ({ id }, n = 1) => id;\nfunction g() { function h() { return 1 } }",
            "fn f (, n = #1)\n  (let {id: id} = _)\n  (return id)\nfn g ()\nfn g.h ()\n  (return #1)\ntop (let f = _)",
        ),
        (
            "exports.f = function () {}\nUser.prototype.g = () => 1",
            "fn f ()\nfn User.g of User? ()\n  (return #1)\ntop (set exports.f = _)\ntop (set User.prototype.g = _)",
        ),
        (
            "module.exports = (s, D) => { const f = () => 1; return s.define('users', {}) }",
            "top (set module.exports = (fn (s, D) (let f = (fn () #1)) (return (call s.define \"users\" {}))))",
        ),
        (
            "const x = require('m'); const { a: b } = require('n')",
            "import m as x\nimport n [a] as b\ntop (let x = (call require \"m\"))\ntop (let {a: b} = (call require \"n\"))",
        ),
        (
            "import d, { a as b } from 'm'; import * as n from 'n'; import './s'; export { x as y } from 'z'; export * from 'w'",
            "import m [default] as d\nimport m [a] as b\nimport n as n\nimport ./s as s\nimport z [x] as y\nimport w [*] as *",
        ),
        ("export default { name: 'u' }", "top {name: \"u\"}"),
        ("export default async function () { return 1 }", "fn default ()\n  (return #1)"),
        (
            "const C = class extends M { static init() {} x = 1; get y() { return this.x } }",
            "class C < M\n  field x = #1\n  getter y\nfn static C.init of C ()\nfn C.y of C ()\n  (return this.x)\ntop (let C = _)",
        ),
        (
            "const e = <A.B x='y' z {...p}>text {u.email}<i>{}</i></A.B>",
            "top (let e = (call A.B x=\"y\" z=#true (seq p) u.email (call i)))",
        ),
        (
            "for (const u of us) { u.email } for (k in o) f(k)",
            "top (seq (let u in us) u.email)\ntop (seq (set k in o) (call f k))",
        ),
        ("if (a) b; else { c } switch (d) { case 'x': e }", "top (seq a b c)\ntop (seq d \"x\" e)"),
        (
            "new Model.User({ a }).save(); new (f())(1)",
            "top (call (. (new Model.User {a: a}) save))\ntop (new  (seq (call f)) #1)",
        ),
        (
            "class A { #p = 1; async *m() { yield this.#p } static { f() } }",
            "class A\n  field p = #1\n  (call f)\nfn A.m of A ()\n  (seq this.p)",
        ),
        (
            "x = { m() { return 1 }, get n() { return 2 } }",
            "top (set x = {m: (fn () (return #1)), n: (fn () (return #2))})",
        ),
        ("a ? b : !c; d++", "top (seq a b (seq c))\ntop (seq d)"),
    ];
    for (text, expected) in cases {
        lowers("js", text, expected);
    }
}

#[test]
fn typescript() {
    let cases: &[(&str, &str)] = &[
        (
            "@Entity('users') export class User extends Base<T> implements I { @Column({ name: 'mail' }) email!: string; static t = 1; run = () => 1; constructor(private readonly r: Repo<User>) { super() } @Get() m(@Body() b: B): P { return this.email! } }",
            "class User < Base < (seq T) < I\n  @(call Entity \"users\")\n  field email: string @(call Column {name: \"mail\"})\n  field static t = #1\n  field r: Repo<User>\nfn User.run of User ()\n  (return #1)\nfn User.constructor of User (r: Repo<User>)\n  (call super)\nfn User.m of User (b: B) -> P\n  @(call Get)\n  @(call Body)\n  (return this.email)",
        ),
        (
            "interface Db extends X { users: { Row: { email: string } }; f(): void; 'a-b'?: A[] }",
            "interface Db < X\n  field users: { Row: { email: string } }\n  getter f: void\n  field a-b: A[]\nalias Db.users\n  field Row: { email: string }\nalias Db.users.Row\n  field email: string",
        ),
        (
            "type A = { x: string } & B; type C = Pick<U, 'email'>; type D = typeof users.$inferSelect['id']",
            "alias A < B\n  field x: string\nalias C < (index Pick [U \"email\"])\nalias D < (index users.$inferSelect \"id\")",
        ),
        (
            "const r = await db.query<{ email: string }>(q) as X",
            "alias \n  field email: string\ntop (let r: X = (seq (seq (call db.query <{ email: string }> q))))",
        ),
        ("type P = Promise<Array<{ email: T }>>", "alias P\n  field email: T"),
        ("enum E { A = 'a', 'b' }", "enum E\n  variant A = \"a\"\n  variant b"),
        (
            "namespace N { export const f = (x: Omit<U, 'id'>): void => {}; const y = 1 }",
            "module N\n  (let f = _)\n  (let y = #1)\nalias N. < (index Omit [U \"id\"])\nfn N.f (x: Omit<U, 'id'>) -> void",
        ),
        (
            "const users = pgTable('users', { email: text('mail').notNull() })",
            "top (let users = (call pgTable \"users\" {email: (call (. (call text \"mail\") notNull))}))",
        ),
        (
            "let x = <T>y.z; let w = v satisfies W; import m = require('m'); export = x",
            "import m as m\ntop (let x = (seq y.z))\ntop (let w: W = (seq v))\ntop x",
        ),
        ("declare module 'x' { interface Y { z: 1 } }", "interface Y\n  field z: 1"),
        ("function f({ email }: User, ...r: A[]) {}", "fn f (: User, r: A[])\n  (let {email: email}: User = _)"),
    ];
    for (text, expected) in cases {
        lowers("ts", text, expected);
    }
}

#[test]
fn scripts_of_components() {
    lowers(
        "vue",
        "<template>{{ é }}</template>\n<script setup lang=\"ts\">const a: A = b.c</script>\n<script>\nf('x')\n</script>",
        "top (let a: A = b.c)\ntop (call f \"x\")",
    );
    lowers("svelte", "<script>let x</script>", "top (let x = _)");
    lowers("vue", "<script", "");
}

#[test]
fn hostile_texts_do_not_panic() {
    let deep = |open: &str, close: &str, times: usize| format!("{}x{}", open.repeat(times), close.repeat(times));
    for text in [
        deep("(", ")", 5000),
        deep("(", ")", 1900),
        deep("[", "]", 1900),
        deep("f(", ")", 1900),
        deep("{", "}", 1900),
        deep("<a>", "</a>", 1900),
        deep("`${", "}`", 1900),
        "!".repeat(5000),
        "x=>".repeat(5000),
        "x+".repeat(20000) + "x",
        "x.y()".repeat(20000),
        "`${'é\\".to_owned(),
        "class \0 é {".to_owned(),
        "type A = ".to_owned() + &"A<".repeat(5000),
    ] {
        for extension in ["js", "ts", "tsx", "vue"] {
            let facts = (LANGUAGE.parse)(&text, extension);
            assert_eq!(faults(&text, &facts), Vec::<String>::new());
        }
    }
}
