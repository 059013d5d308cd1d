//! What snippets of Python lower to.

use super::LANGUAGE;
use crate::lang::dump::{dump, faults};

fn lowers(text: &str, expected: &str) {
    let facts = (LANGUAGE.parse)(text, "py");
    assert_eq!(faults(text, &facts), Vec::<String>::new(), "{text}");
    assert_eq!(dump(&facts).trim_end(), expected.trim(), "{text}");
}

#[test]
fn snippets() {
    let cases: &[(&str, &str)] = &[
        ("x = 'a' \"b\" f'c{d}e{f:{w}}'", "top (let x = \"a|b|c${d}e${(seq f w)}\")"),
        ("q = 'select ' + cols + r'\\d\\n' % (a,)", "top (let q = (+ (+ \"select \" cols) (% \"\\\\d\\\\n\" [a])))"),
        ("x = 'a\\nb{{' + f'{{a}}'", "top (let x = (+ \"a|\\n|b{{\" \"{|a|}\"))"),
        ("User.objects.filter(email=e, **kw).all()", "top (call (. (call User.objects.filter email=e **=kw) all))"),
        ("d = {'email': 1, k: 2, **r}", "top (let d = {email: #1, [k]: #2, ...r})"),
        ("a, b = row['email'], row.name", "top (let [a b] = [(index row \"email\") row.name])"),
        ("del u.email\nu.n += 1", "top (seq u.email)\ntop (set u.n += #1)"),
        ("for u in us:\n  p(u.email)", "top (seq (let u in us) (call p u.email))"),
        ("x = [u.email for u in us if u.ok]", "top (let x = (seq u.email (let u in us) u.ok))"),
        ("with open() as f: f.x", "top (seq (let f = (call open)) f.x)"),
        ("a = b = c.d", "top (let a = (let b = c.d))"),
        ("x = await f(lambda u: u.email)", "top (let x = (seq (call f (fn (u) u.email))))"),
        ("a == b and c in ['x']", "top (and (== a b) (in c [\"x\"]))"),
        (
            "match u:\n  case User(email=e): pass\n  case {'k': v}: pass\n  case _: pass",
            "top (seq u (call User email=(seq e)) {k: (seq v)} (seq))",
        ),
        (
            "import a.b, c as d\nfrom .m import x as y, z\nfrom w import *",
            "import a.b as b\nimport c as d\nimport .m [x] as y\nimport .m [z] as z\nimport w [*] as *",
        ),
        (
            "class User(Base, table=True):\n  '''doc'''\n  __tablename__ = 'users'\n  email: Mapped[str] = col('mail')\n  name = Column(String)\n  age: int\n  a: Annotated[str, Field(alias='b')]\n  class Meta:\n    db_table = 'u'\n  Index('x')",
            "class User < Base < (set table = #True)\n  field email: Mapped[str] = (call col \"mail\")\n  field name = (call Column String)\n  field age: int\n  field a: Annotated[str, Field(alias='b')] @(call Field alias=\"b\")\n  (let __tablename__ = \"users\")\n  (call Index \"x\")\nclass User.Meta\n  field db_table = \"u\"",
        ),
        (
            "class A:\n  @property\n  def full(self) -> str:\n    return self.first\n  @staticmethod\n  def s(a: int = 1):\n    def inner(): return 2\n    self.x = a",
            "class A\n  getter full: str\nfn A.full of A (self) -> str\n  @property\n  (return self.first)\nfn static A.s of A (a: int = #1)\n  @staticmethod\n  (set self.x = a)\nfn A.s.inner of A ()\n  (return #2)",
        ),
        ("class C(str, Enum):\n  A = 'a'", "enum C < str < Enum\n  variant A = \"a\""),
        ("@app.get('/u')\nasync def f(): ...", "fn f ()\n  @(call app.get \"/u\")\n  #..."),
        ("if a:\n  x = 1\nelif b: y\nelse:\n  def g(): pass", "fn g ()\ntop (seq a (let x = #1) b y)"),
        ("try: a\nexcept E as e: b\nfinally: c", "top (seq a E b c)"),
        (
            "x = a if b.c else d\nassert e.f\nraise g(h.i)",
            "top (let x = (seq a b.c d))\ntop (seq e.f)\ntop (seq (call g h.i))",
        ),
    ];
    for (text, expected) in cases {
        lowers(text, expected);
    }
}

#[test]
fn errors_leave_the_rest() {
    let facts = (LANGUAGE.parse)("def f(:\n  pass\nx = 'kept'\n", "py");
    assert!(!facts.errors.is_empty());
    assert!(dump(&facts).contains("kept"));
}

#[test]
fn hostile_texts_do_not_panic() {
    let deep = |open: &str, close: &str| format!("{}x{}", open.repeat(5000), close.repeat(5000));
    let medium = |open: &str, close: &str| format!("{}x{}", open.repeat(900), close.repeat(900));
    for text in [
        deep("(", ")"),
        deep("[", "]"),
        deep("f(", ")"),
        medium("(", ")"),
        medium("f(", ")"),
        medium("[", "]"),
        "not ".repeat(5000),
        "-".repeat(5000),
        "x+".repeat(20000),
        "x.y".repeat(20000),
        "f\"{f'{".to_owned(),
        "\u{feff}x = 'é\\".to_owned(),
        "class \0 é(:\n\t def".to_owned(),
    ] {
        let facts = (LANGUAGE.parse)(&text, "py");
        assert_eq!(faults(&text, &facts), Vec::<String>::new());
    }
}
