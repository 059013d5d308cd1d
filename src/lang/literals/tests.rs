//! What snippets of Scala, Swift and Dart lower to.
use super::*;
use crate::lang::tree::tests::check;

#[test]
fn scala() {
    check(
        &SCALA,
        &[
            (
                r####"object Users { val table = "users"
  def find(id: Int): Query0[User] =
    sql"select email from users where id = $id and x = ${f("y")}".query[User]
  def all = { db.run("a\"b" + table) }
  val margin = """select a
    | from b""".stripMargin
}"####,
                r####"
                fn Users.find ()
                  "select email from users where id = ${id} and x = ${(seq "y")}"
                fn Users.all ()
                  (+ "a|\"|b" table)
                top (let table = "users")
                top (let margin = "select a\n| from b")
                "####,
            ),
            (
                "val q = base ++ fr\"where a = $$1\" ++ sql\"b\" /* \"no\" /* */ */ // \"no\"\nval c = '\"'; val d = \"d\"",
                r#"
                top (let q = (+ (+ base "where a = |$|1| ") "b"))
                top (let d = "d")
                "#,
            ),
        ],
    );
}

#[test]
fn swift() {
    check(
        &SWIFT,
        &[(
            r####"struct Store {
  static let query: String = "select " + name
  func load(_ db: Database,
            id: Int) throws -> [Row] {
    try Row.fetchAll(db, sql: """
      select \(column) from users
      """, arguments: [id])
    try db.execute(sql: #"a "b" \#(c) \(d)"#)
  }
}"####,
            r####"
            fn Store.load ()
              "\n      select ${column} from users\n      "
              "a \"b\" ${c} \\(d)"
            top (let query = (+ "select " name))
            "####,
        )],
    );
}

#[test]
fn dart() {
    check(
        &DART,
        &[(
            r####"class Dao {
  static const query = 'select id, '
      "email from users";
  Future<List<Map>> find(int id) async {
    if (id > 0) { return db.rawQuery(query + r' where $x' + limit(1) + ''); }
    return db.rawQuery('''select $id ${a.b}''');
  }
  all() => db.rawQuery('select 1');
}"####,
            r####"
            fn Dao.find ()
              (+ (+ (+ query " where $x") _) "")
              "select ${id} ${(seq)}"
            fn Dao.all ()
              "select 1"
            top (let query = (+ "select id, " "email from users"))
            "####,
        )],
    );
}

#[test]
fn hostile_texts_are_read_to_their_end() {
    let deep = 2_000;
    for language in [&SCALA, &SWIFT, &DART] {
        for piece in ["(", "{", "class a ", "def f = ", "\"${", "\"\\(", "\"a\" + ", "'", "/*", "#\"", "f(x) => "] {
            (language.parse)(&piece.repeat(deep), "");
        }
        let long = format!("x = \"select\"{}", " + \"p\"".repeat(2_000));
        assert!((language.parse)(&long, "").errors.is_empty());
        assert_eq!((language.parse)("x = \"a\n", "").errors.len(), 1);
    }
}
