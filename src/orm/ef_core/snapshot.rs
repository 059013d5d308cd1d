//! The snapshot that EF Core keeps beside its migrations (`UsersContextModelSnapshot.cs`): the model of the last one, with the table of every class and the column
//! of every property as the conventions of the project make them, which no attribute and no call has to say.
//!
//! It is written by a tool and in one form, so its lines are read and no tree is made of it. What it declares is no use: it only names what classes declare.

use crate::model::name::{Ident, ObjectName};

use super::super::{Attribute, AttributeKind, CodeFile};
use super::registration::Registration;

/// What its path ends in.
const ENDING: &str = "ModelSnapshot.cs";

/// Whether a path is one of a snapshot.
pub fn is_snapshot(path: &str) -> bool {
    path.ends_with(ENDING)
}

/// What a snapshot says of classes: `modelBuilder.Entity("App.User", b => { b.Property<string>("Name").HasColumnName("NAME"); b.ToTable("APP_USER"); });`
pub(super) fn of(file: &CodeFile) -> Vec<Registration> {
    let mut reader = Reader { file, found: Vec::new(), builder: String::new(), property: None };
    let mut at = 0;
    for line in file.source.text.split_inclusive('\n') {
        let start = at + (line.len() - line.trim_start().len());
        reader.line(line.trim(), start);
        at += line.len();
    }
    reader.found
}

struct Reader<'f> {
    file: &'f CodeFile,
    found: Vec<Registration>,
    /// What stands for the builder of the class around a line; what is owned has another one.
    builder: String,
    /// The property whose calls go on in this line.
    property: Option<String>,
}

impl Reader<'_> {
    fn line(&mut self, line: &str, start: usize) {
        if let Some(class) = after(line, ".Entity(").filter(|_| !line.starts_with('.')).and_then(text) {
            self.property = None;
            self.builder.clear();
            // `Entity("App.User", b =>`; without a lambda there is nothing to read.
            let Some((head, _)) = line.rsplit_once("=>") else { return };
            let name = head.rsplit([',', '(', ' ']).find(|part| !part.is_empty()).unwrap_or_default();
            self.builder = format!("{name}.");
            self.found.push(Registration {
                class: class.replace('+', "."),
                table: None,
                set: false,
                snapshot: true,
                attributes: Vec::new(),
                range: start..start + line.len(),
            });
            return;
        }
        let own = (!self.builder.is_empty()).then(|| line.strip_prefix(self.builder.as_str())).flatten();
        if let Some(own) = own {
            self.property = own.starts_with("Property").then(|| after(own, "(").and_then(text)).flatten();
            if let Some(args) = own.strip_prefix("ToTable(") {
                self.table(args, start..start + line.len());
            }
        } else if !line.starts_with('.') && !line.is_empty() {
            self.property = None;
        }
        let column = after(line, ".HasColumnName(").and_then(text);
        if let (Some(name), Some(column), Some(of)) = (&self.property, column, self.found.last_mut()) {
            of.attributes.push(Attribute {
                name: name.clone(),
                column,
                kind: AttributeKind::Column,
                target: None,
                span: self.file.span(start..start + line.len()),
            });
        }
    }

    /// `"users"`, `"users", "app"`, `"users", (string)null`
    fn table(&mut self, args: &str, range: std::ops::Range<usize>) {
        let (Some(of), Some(name)) = (self.found.last_mut(), text(args)) else { return };
        let rest = args.get(name.len() + 2..).unwrap_or_default();
        let schema = rest.strip_prefix(',').map(str::trim_start).and_then(text);
        let qualifiers = schema.map(Ident::new).into_iter().collect();
        (of.table, of.range) = (Some(ObjectName { qualifiers, name: Ident::new(name) }), range);
    }
}

/// What follows on a text in a line.
fn after<'t>(line: &'t str, text: &str) -> Option<&'t str> {
    line.split_once(text).map(|(_, rest)| rest)
}

/// The string that a text begins with.
fn text(rest: &str) -> Option<String> {
    let (text, _) = rest.strip_prefix('"')?.split_once('"')?;
    (!text.is_empty() && !text.contains('\\')).then(|| text.to_owned())
}
