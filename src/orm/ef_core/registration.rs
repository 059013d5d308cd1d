//! What code says of an entity outside of its class: sets of a context, and the calls that configure a model, on whatever stands for its builder:
//! `mb.Entity<User>()`, a variable of that, the parameter of `Entity<User>(b => …)`, an `EntityTypeBuilder<User>` that is handed in.

use std::ops::Range;

use crate::lang::facts::{Class, Expr, ExprKind, Field};
use crate::model::name::{Ident, ObjectName};

use super::super::{Attribute, AttributeKind, CodeFile, decorator, named, positional};
use super::snapshot;

/// How many links of a chain are looked at.
const LONGEST: usize = 300;

/// How deep builders are followed into lambdas.
const DEEPEST: usize = 12;

/// One thing that is said of a class.
#[derive(Clone, Debug)]
pub(super) struct Registration {
    /// The class, as written: `User`, `Core.Entities.User`.
    pub class: String,
    pub table: Option<ObjectName>,
    /// The table is only the name of a set.
    pub set: bool,
    /// The snapshot of the model says it: the names that the classes have where code gives them none.
    pub snapshot: bool,
    /// Properties with the columns that are given to them, and those that are left out.
    pub attributes: Vec<Attribute>,
    pub range: Range<usize>,
}

/// Everything that a file says of classes.
pub(super) fn of(file: &CodeFile) -> Vec<Registration> {
    if snapshot::is_snapshot(file.path()) {
        return snapshot::of(file);
    }
    let fields = file.facts.classes.iter().flat_map(|class| &class.fields);
    let mut reader = Reader { file, found: fields.filter_map(set).collect() };
    for function in &file.facts.functions {
        let mut builders = Vec::new();
        for param in &function.params {
            if let Some(class) = param.type_text.as_deref().and_then(built) {
                builders.push((param.name.clone(), class.to_owned()));
            }
        }
        let own = function.owner.as_deref().and_then(|owner| file.facts.classes.iter().find(|one| one.name == owner));
        let maps = own.and_then(mapped);
        for expr in &function.body {
            if let Some(class) = maps {
                reader.own(class, expr, 0);
            }
            reader.read(expr, &mut builders, 0);
        }
    }
    reader.found
}

/// `public DbSet<User> Users { get; set; }`
fn set(field: &Field) -> Option<Registration> {
    let text = field.type_text.as_deref()?.trim_end_matches('?');
    let (head, rest) = text.split_once('<')?;
    if !matches!(head.rsplit('.').next(), Some("DbSet" | "IDbSet")) {
        return None;
    }
    Some(Registration {
        class: rest.trim_end_matches('>').trim().to_owned(),
        table: Some(ObjectName::new(field.name.clone())),
        set: true,
        snapshot: false,
        attributes: Vec::new(),
        range: field.name_range.clone(),
    })
}

/// The keys that a class's navigations name; without a class where they are its own.
pub(super) fn keys(file: &CodeFile, class: &Class) -> Vec<Registration> {
    let named = class.fields.iter().filter_map(|field| {
        let arg = positional(decorator(&field.decorators, "ForeignKey")?).next()?;
        let type_text = field.type_text.as_deref()?.trim_end_matches('?');
        let element = type_text.split_once('<').map(|(_, rest)| rest.trim_end_matches('>').trim());
        let span = file.span(arg.range.clone());
        let names = arg.as_text()?;
        let attributes = names.split(',').map(|name| Attribute {
            name: name.trim().to_owned(),
            column: name.trim().to_owned(),
            kind: AttributeKind::Column,
            target: None,
            span: span.clone(),
        });
        Some(Registration {
            class: element.unwrap_or_default().to_owned(),
            table: None,
            set: false,
            snapshot: false,
            attributes: attributes.collect(),
            range: arg.range.clone(),
        })
    });
    named.collect()
}

/// The class that such a class maps by calls of its own: `class UserMap : ClassMap<User>`, `EntityTypeConfiguration<User>`.
fn mapped(class: &Class) -> Option<&str> {
    class.bases.iter().find_map(|base| {
        let ExprKind::Index { object, index } = &base.kind else { return None };
        let is_map = object.last_name().is_some_and(|name| name.contains("Map") || name == "EntityTypeConfiguration");
        let ExprKind::List(types) = &index.kind else { return None };
        types.first().filter(|_| is_map && types.len() == 1)?.last_name()
    })
}

/// The class that a builder of this type configures.
fn built(type_text: &str) -> Option<&str> {
    let (head, rest) = type_text.split_once('<')?;
    let is_builder = head.rsplit('.').next() == Some("EntityTypeBuilder");
    is_builder.then(|| rest.trim_end_matches(['?', '>']).trim())
}

struct Reader<'f> {
    file: &'f CodeFile,
    found: Vec<Registration>,
}

/// A call of a chain.
struct Link<'e> {
    name: &'e str,
    call: &'e Expr,
    type_arg: Option<&'e String>,
}

impl Reader<'_> {
    /// `builders`: variables that stand for the builder of a class.
    fn read(&mut self, expr: &Expr, builders: &mut Vec<(String, String)>, depth: usize) {
        if depth > DEEPEST * 20 {
            return;
        }
        match &expr.kind {
            ExprKind::Call { .. } => self.chain(expr, builders, depth),
            ExprKind::Assign { target, value, .. } => {
                self.read(value, builders, depth + 1);
                if let (Some(name), Some(class)) = (target.as_name(), class_of(value, builders)) {
                    builders.push((name.to_owned(), class));
                }
            }
            _ => {
                for child in expr.children() {
                    self.read(child, builders, depth + 1);
                }
            }
        }
    }

    fn chain(&mut self, expr: &Expr, builders: &mut Vec<(String, String)>, depth: usize) {
        let (root, links) = links(expr);
        let class = class_of(expr, builders);
        if let Some(class) = &class {
            self.configured(class, &links, expr);
        }
        self.read_root(root, builders, depth);
        for link in &links {
            for arg in positional(link.call) {
                let ExprKind::Lambda { params, body } = &arg.kind else {
                    self.read(arg, builders, depth + 1);
                    continue;
                };
                // `Entity<User>(b => …)`; the builder of what is owned is not the class's own.
                let known = builders.len();
                for param in params {
                    let class = link.type_arg.filter(|_| link.name == "Entity");
                    builders.push((param.name.clone(), class.cloned().unwrap_or_default()));
                }
                for expr in body {
                    self.read(expr, builders, depth + 1);
                }
                builders.truncate(known);
            }
        }
    }

    fn read_root(&mut self, root: &Expr, builders: &mut Vec<(String, String)>, depth: usize) {
        if !matches!(root.kind, ExprKind::Call { .. }) {
            self.read(root, builders, depth + 1);
        }
    }

    /// Calls of a mapping class on itself: `Table("users"); Map(x => x.Email).Column("email");`
    fn own(&mut self, class: &str, expr: &Expr, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        let (root, mut calls) = links(expr);
        match &root.kind {
            ExprKind::Call { callee, type_args, .. } => {
                let Some(name) = callee.as_name() else { return };
                calls.insert(0, Link { name, call: root, type_arg: type_args.first() });
                self.configured(class, &calls, expr);
            }
            ExprKind::Name(name) if name == "this" && !calls.is_empty() => self.configured(class, &calls, expr),
            ExprKind::Seq(_) | ExprKind::Return(_) => expr.each_child(|child| self.own(class, child, depth + 1)),
            _ => {}
        }
    }

    fn configured(&mut self, class: &str, links: &[Link<'_>], expr: &Expr) {
        let mut table = None;
        let mut attributes = Vec::new();
        let mut property = None;
        for link in links {
            let texts = || positional(link.call).filter_map(Expr::as_text);
            match link.name {
                "ToTable" | "Table" | "HasTableName" | "RegisterModel" | "RegisterDefinition" => {
                    let schema = texts().nth(1).or_else(|| named(link.call, "schema")?.as_text());
                    let name = texts().next().or_else(|| named(link.call, "name")?.as_text());
                    table = name.map(|name| qualified(schema, name)).or(table);
                }
                // `Mapper.Entity<Movie>("Movies")`
                "Entity" if positional(link.call).count() == 1 => {
                    let name = texts().next().filter(|name| !name.contains(char::is_whitespace));
                    table = name.map(|name| qualified(None, name)).or(table);
                }
                "Ignore" => attributes.extend(self.property(link.call, AttributeKind::Ignored)),
                "Property" | "ComplexProperty" | "PrimitiveCollection" | "Map" | "Id" | "Version" | "References" => {
                    property = self.property(link.call, AttributeKind::Column);
                    // A shadow property has a name alone.
                    if positional(link.call).next().is_some_and(|arg| arg.as_text().is_some()) {
                        attributes.extend(property.clone());
                    }
                    // `Map(x => x.Email, "email")`, `Property(x => x.Email, m => m.Column("email"))`
                    let column = positional(link.call).nth(1).and_then(column_given);
                    if let (Some(of), Some(column)) = (&property, column) {
                        attributes.push(Attribute { column, ..of.clone() });
                    }
                }
                "HasColumnName" | "Column" | "ToColumn" => {
                    if let (Some(of), Some(column)) = (property.take(), texts().next()) {
                        attributes.push(Attribute { column, ..of });
                    }
                }
                _ => {}
            }
        }
        self.found.push(Registration {
            class: class.to_owned(),
            table,
            set: false,
            snapshot: false,
            attributes,
            range: links.first().map_or(expr.range.clone(), |link| link.call.range.clone()),
        });
    }

    /// `e => e.X`, `"X"`, `nameof(E.X)`
    fn property(&self, call: &Expr, kind: AttributeKind) -> Option<Attribute> {
        let arg = positional(call).next()?;
        let (name, range) = match &arg.kind {
            ExprKind::Lambda { body, .. } => {
                let mut expr = body.first()?;
                while let ExprKind::Return(inner) = &expr.kind {
                    expr = inner;
                }
                let ExprKind::Member { name, name_range, .. } = &expr.kind else { return None };
                (name.clone(), name_range.clone())
            }
            _ => (arg.as_text()?, arg.range.clone()),
        };
        Some(Attribute { column: name.clone(), name, kind, target: None, span: self.file.span(range) })
    }
}

/// A column that stands beside its property, by itself or in a lambda.
fn column_given(arg: &Expr) -> Option<String> {
    let ExprKind::Lambda { body, .. } = &arg.kind else { return arg.as_text() };
    let mut found = None;
    for part in body {
        part.walk(&mut |part| {
            if let ExprKind::Call { callee, .. } = &part.kind
                && callee.last_name() == Some("Column")
            {
                found = found.take().or_else(|| positional(part).next()?.as_text());
            }
            true
        });
    }
    found
}

fn qualified(schema: Option<String>, name: String) -> ObjectName {
    ObjectName { qualifiers: schema.map(Ident::new).into_iter().collect(), name: Ident::new(name) }
}

/// The calls of a chain in order, and what it starts from.
fn links(expr: &Expr) -> (&Expr, Vec<Link<'_>>) {
    let (mut links, mut at) = (Vec::new(), expr);
    loop {
        match &at.kind {
            ExprKind::Call { callee, type_args, .. } => {
                let ExprKind::Member { object, name, .. } = &callee.kind else { break };
                links.push(Link { name, call: at, type_arg: type_args.first() });
                at = object;
            }
            // `Map(x => x.Email).Not.Nullable()`
            ExprKind::Member { object, .. } if matches!(object.kind, ExprKind::Call { .. }) => at = object,
            _ => break,
        }
        if links.len() > LONGEST {
            break;
        }
    }
    links.reverse();
    (at, links)
}

/// The class whose builder a value is.
fn class_of(value: &Expr, builders: &[(String, String)]) -> Option<String> {
    let (root, links) = links(value);
    let by_type = links.iter().find(|link| link.name == "Entity").and_then(|link| link.type_arg.cloned());
    by_type
        .or_else(|| {
            let name = root.as_name()?;
            Some(builders.iter().rev().find(|(own, _)| own == name)?.1.clone())
        })
        .filter(|class| !class.is_empty())
}
