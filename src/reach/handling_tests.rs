//! Handlers around a use, a row each.

use std::sync::Arc;

use super::*;
use crate::lang;
use crate::orm::CodeFile;
use crate::source::{Revision, SourceFile};

/// What becomes of the error at `SELECT`, in the function around it.
fn of(path: &str, text: &str) -> String {
    let language = lang::of_path(path).unwrap();
    let facts = (language.parse)(text, &lang::ending(path));
    let source = SourceFile::new(path, Revision::Head, text);
    let unit = Unit::of(Arc::new(CodeFile { source, language, facts, test: false }));
    let at = text.find("SELECT").unwrap();
    let item = &unit.items[unit.item_at(at).unwrap()];
    let place = Place { unit: &unit, range: item.range.clone(), symbol: &item.symbol, kind: item.kind, at };
    of_way(&[place], Some(EntryKind::Http)).map_or("unknown", |found| found.kind.name()).to_owned()
}

#[test]
fn what_becomes_of_an_error() {
    for (path, text, expected) in [
        ("a.py", "def f():\n    try:\n        q('SELECT')\n    except Exception:\n        return 1\n", "answered"),
        ("a.py", "def f():\n    try:\n        q('SELECT')\n    except psycopg2.Error:\n        pass\n", "swallowed"),
        ("a.py", "def f():\n    try:\n        q('SELECT')\n    except KeyError:\n        pass\n", "unhandled"),
        ("a.py", "def f():\n    try:\n        q('SELECT')\n    except:\n        raise\n", "unhandled"),
        ("a.py", "def f():\n    q('SELECT')\n", "unhandled"),
        ("a.py", "def f():\n    try:\n        g()\n    except Exception:\n        q('SELECT')\n", "unhandled"),
        ("a.js", "async function f() { await q('SELECT').catch(() => null); }", "swallowed"),
        ("a.js", "function f(req, res, next) { q('SELECT').catch(next); }", "unhandled"),
        ("a.js", "function f() { try { q('SELECT') } catch (e) { process.exit(1) } }", "ends"),
        ("a.rb", "def f\n  q('SELECT')\nrescue KeyError, ActiveRecord::StatementInvalid\n  nil\nend\n", "swallowed"),
        ("a.rb", "def f\n  q('SELECT')\nrescue ActiveRecord::RecordNotFound\n  nil\nend\n", "unhandled"),
        (
            "A.java",
            "class A { void f() { try { q(\"SELECT\"); } catch (DataAccessException e) { return; } } }",
            "answered",
        ),
        ("a.kt", "fun f() { try { q(\"SELECT\") } catch (e: Exception) { throw e } }", "unhandled"),
        ("a.php", "<?php function f() { try { q('SELECT'); } catch (\\PDOException $e) { } }", "swallowed"),
        ("a.cs", "class A { void F() { try { Q(\"SELECT\"); } catch (IOException) { } } }", "unhandled"),
        (
            "a.go",
            "package a\nfunc f() error {\n\trows, err := db.Query(\"SELECT\")\n\tif err != nil {\n\t\treturn err\n\t}\n}",
            "unhandled",
        ),
        (
            "a.go",
            "package a\nfunc f(w http.ResponseWriter) {\n\trows, err := db.Query(\"SELECT\")\n\tif err != nil {\n\t\thttp.Error(w, \"x\", 500)\n\t\treturn\n\t}\n}",
            "answered",
        ),
        (
            "a.go",
            "package a\nfunc f() {\n\trows, err := db.Query(\"SELECT\")\n\tif err != nil {\n\t\tlog.Fatal(err)\n\t}\n}",
            "ends",
        ),
        (
            "a.go",
            "package a\nfunc f() {\n\trows, err := db.Query(\"SELECT\")\n\tif err != nil {\n\t\tlog.Print(err)\n\t}\n}",
            "swallowed",
        ),
        ("a.go", "package a\nfunc f() {\n\trows, _ := db.Query(\"SELECT\")\n\tuse(rows)\n}", "swallowed"),
        ("a.go", "package a\nfunc f() error {\n\treturn db.Exec(\"SELECT\")\n}", "unhandled"),
        ("a.go", "package a\nfunc f() {\n\tlater(\"SELECT\")\n}", "unknown"),
        ("a.rs", "fn f() -> R { let a = q(\"SELECT\").one()?; a }", "unhandled"),
        ("a.rs", "fn f() { let a = q(\"SELECT\").one().unwrap(); g(a)?; }", "ends"),
        ("a.rs", "fn f() { let a = q(\"SELECT\").one().ok(); }", "swallowed"),
        ("a.rs", "fn f() -> R { q(\"SELECT\").one() }", "unhandled"),
        ("a.rs", "fn f() { match q(\"SELECT\").one() { Ok(a) => a, Err(_) => b } }", "answered"),
        ("a.rs", "fn f() { let a = \"SELECT\"; }", "unknown"),
    ] {
        assert_eq!(of(path, text), expected, "{path}: {text}");
    }
}
