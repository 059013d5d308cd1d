//! What files of C# say of classes and their tables: `model table: property=column …`, sets and classes alike.

use std::sync::Arc;

use super::super::{AttributeKind, CodeFile, join};
use super::ORM;
use crate::source::{Revision, SourceFile};

fn file(at: usize, text: &str) -> CodeFile {
    let path: Arc<str> = Arc::from(format!("F{at}.cs"));
    let language = crate::lang::of_path(&path).expect("C# is read");
    let facts = (language.parse)(text, "cs");
    CodeFile { source: SourceFile::new(path, Revision::Head, Arc::from(text)), language, facts, test: false }
}

fn joined(texts: &[&str]) -> String {
    let files: Vec<CodeFile> = texts.iter().enumerate().map(|(at, text)| file(at, text)).collect();
    let files: Vec<&CodeFile> = files.iter().collect();
    let all = files.iter().flat_map(|file| (ORM.mappings)(file)).collect();
    let lines = join(&files, all).into_iter().filter(|one| one.table.is_some()).map(|one| {
        let columns: Vec<String> = one
            .attributes
            .iter()
            .filter(|attribute| attribute.kind == AttributeKind::Column)
            .map(|attribute| match attribute.name == attribute.column {
                true => attribute.name.clone(),
                false => format!("{}={}", attribute.name, attribute.column),
            })
            .collect();
        format!("{} {}: {}", one.model, one.table.map(|table| table.to_string()).unwrap_or_default(), columns.join(" "))
    });
    lines.collect::<Vec<_>>().join("; ")
}

#[test]
fn classes_and_what_is_said_of_them_come_together() {
    const USER: &str = "namespace A; class User { public int Id { get; set; } public string Name { get; set; } }";
    let within = |body: &str| format!("using A; namespace B; class C {{ void M(ModelBuilder m) {{ {body} }} }}");
    let cases: &[(&str, &str)] = &[
        ("m.Entity<User>();", "User User: Id Name"),
        ("m.Entity<User>().ToTable(\"u\");", "User u: Id Name"),
        ("m.Entity<User>().ToTable(\"u\", \"s\");", "User s.u: Id Name"),
        ("var e = m.Entity<User>(); e.ToTable(nameof(User));", "User User: Id Name"),
        ("m.Entity<User>(e => { e.ToTable(\"u\"); e.Ignore(u => u.Name); });", "User u: Id"),
        ("m.Entity<User>(e => e.Property(u => u.Name).HasColumnName(\"n\"));", "User User: Id Name=n"),
        ("m.Entity<User>().Property<bool>(\"Old\").HasColumnName(\"o\");", "User User: Id Name Old=o"),
        ("m.Entity<User>(e => e.OwnsOne(u => u.X, x => x.ToTable(\"never\")));", "User User: Id Name"),
        ("m.Query<User>(\"SELECT 1\");", ""),
    ];
    for (body, expected) in cases {
        assert_eq!(joined(&[USER, &within(body)]), *expected, "{body}");
    }
}

#[test]
fn names_bases_and_sets_lead_to_the_class() {
    let cases: &[(&[&str], &str)] = &[
        (
            &["class C { public DbSet<User> Users { get; set; } }", "class User { public int Id { get; set; } }"],
            "User Users: Id; Users Users: Id",
        ),
        // Of two classes of one name, the one that the file uses.
        (
            &[
                "using A; class C { public DbSet<P> P { get; set; } }",
                "namespace A; class P { public int X { get; set; } }",
                "namespace Z; class P { public int Y { get; set; } }",
            ],
            "P P: X",
        ),
        // What is inherited, of a class of the same name elsewhere as well.
        (
            &[
                "using A; class C { public DbSet<P> P { get; set; } }",
                "namespace A; class P : Core.P { public int X { get; set; } }",
                "namespace My.Core { class P { public int Y { get; set; } public int X { get; set; } } }",
            ],
            "P P: X Y",
        ),
        // One table for a hierarchy.
        (
            &[
                "class C { public DbSet<P> Ps { get; set; } public DbSet<Q> Qs { get; set; } }",
                "class P { public int X { get; set; } }",
                "class Q : P { public int Y { get; set; } }",
            ],
            "P Ps: X; Ps Ps: X; Q Ps: Y X; Qs Ps: Y X",
        ),
        (&["class U : IdentityUser<int> { public int X { get; set; } }"], "U AspNetUsers: X"),
        (
            &[
                "class U : IdentityUser { public int X { get; set; } }",
                "class C { void M(EntityTypeBuilder<U> b) { b.ToTable(\"Users\"); } }",
            ],
            "U Users: X",
        ),
        (&["class Dto { public int X { get; set; } }"], ""),
    ];
    for (texts, expected) in cases {
        assert_eq!(joined(texts), *expected, "{texts:?}");
    }
}
