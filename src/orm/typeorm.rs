//! TypeORM: classes with `@Entity`, and `new EntitySchema({ … })`.
//!
//! Without a name the table is the class in snake case and the column is the property (DefaultNamingStrategy); projects often take the column in snake case
//! instead (SnakeNamingStrategy), so both are known by the property. The owning side of a relation has its key in `@JoinColumn`, else `<property>Id`.

use crate::lang::facts::{Class, Expr, ExprKind, Field};
use crate::model::name::{Ident, ObjectName};
use crate::model::reference::{Certainty, Step};

use super::script::{attribute, entry, option_text};
use super::{Attribute, AttributeKind, CodeFile, Grammar, Mapping, Orm, callee_name, decorator, naming, positional};

pub(super) const ORM: Orm =
    Orm { name: "typeorm", declared_in: &["javascript"], hints: &["typeorm", "@Entity", "EntitySchema"], mappings };

fn mappings(file: &CodeFile) -> Vec<Mapping> {
    if file.facts.imports.iter().any(|import| import.module.starts_with("@mikro-orm")) {
        return Vec::new();
    }
    let mut found: Vec<Mapping> = file.facts.classes.iter().filter_map(|class| entity(file, class)).collect();
    for expr in &file.facts.top {
        expr.walk(&mut |expr| {
            if let ExprKind::New { type_name, args, .. } = &expr.kind
                && type_name == "EntitySchema"
                && let Some(options) = args.first()
            {
                found.extend(schema(file, &options.value));
            }
            true
        });
    }
    found
}

fn entity(file: &CodeFile, class: &Class) -> Option<Mapping> {
    let mark = class.decorators.iter().find(|mark| callee_name(mark).is_some_and(|name| name.ends_with("Entity")))?;
    if matches!(callee_name(mark), Some("ViewEntity" | "ChildEntity")) {
        return None;
    }
    let options = positional(mark).find(|arg| matches!(arg.kind, ExprKind::Map(_)));
    let name = positional(mark).next().and_then(Expr::as_text).or_else(|| option_text(options?, "name"));
    let mut attributes = Vec::new();
    collect(file, class, &mut attributes, 0);
    let schema = options.and_then(|options| option_text(options, "schema"));
    Some(mapping(file, &class.name, class.name_range.clone(), name, schema, attributes))
}

/// The columns of a class and of those of the file that it extends.
fn collect(file: &CodeFile, class: &Class, out: &mut Vec<Attribute>, depth: usize) {
    if depth > 6 {
        return;
    }
    for field in &class.fields {
        out.extend(column(file, field));
    }
    for base in &class.bases {
        let parent = base.last_name().and_then(|name| file.facts.classes.iter().find(|other| other.name == name));
        if let Some(parent) = parent.filter(|parent| parent.range != class.range) {
            collect(file, parent, out, depth + 1);
        }
    }
}

pub(super) fn column(file: &CodeFile, field: &Field) -> Vec<Attribute> {
    let make = |column: String, kind| attribute(file, &field.name, column, kind, field.name_range.clone());
    let relation = ["ManyToOne", "OneToOne", "OneToMany", "ManyToMany"]
        .iter()
        .find(|name| decorator(&field.decorators, name).is_some());
    if let Some(relation) = relation {
        let join = decorator(&field.decorators, "JoinColumn");
        let owns = *relation == "ManyToOne" || join.is_some();
        if !owns || *relation == "ManyToMany" {
            return vec![make(field.name.clone(), AttributeKind::Relation)];
        }
        let given = join.and_then(|join| option_text(positional(join).next()?, "name"));
        return match given {
            Some(key) => vec![make(key, AttributeKind::Column)],
            None => [format!("{}Id", field.name), format!("{}_id", naming::snake(&field.name))]
                .map(|key| make(key, AttributeKind::Column))
                .into(),
        };
    }
    let Some(mark) =
        field.decorators.iter().find(|mark| callee_name(mark).is_some_and(|name| name.ends_with("Column")))
    else {
        return Vec::new();
    };
    if callee_name(mark) == Some("VirtualColumn") {
        return vec![make(field.name.clone(), AttributeKind::Virtual)];
    }
    // `@Column(() => Address)` is a class inside the row.
    if positional(mark).next().is_some_and(|first| matches!(first.kind, ExprKind::Lambda { .. })) {
        return vec![make(field.name.clone(), AttributeKind::Relation)];
    }
    match positional(mark).find_map(|options| option_text(options, "name")) {
        Some(name) => vec![make(name, AttributeKind::Column)],
        None => super::script::either_case(&field.name).map(|name| make(name, AttributeKind::Column)).collect(),
    }
}

/// `new EntitySchema({ name: "User", tableName: "users", columns: { email: { type: String } } })`
fn schema(file: &CodeFile, options: &Expr) -> Option<Mapping> {
    let model = option_text(options, "name")?;
    let place = entry(options, "name")?.range.clone();
    let ExprKind::Map(columns) = &entry(options, "columns")?.kind else { return None };
    let attributes = columns
        .iter()
        .filter_map(|column| {
            let crate::lang::facts::Key::Name(name) = &column.key else { return None };
            let given = option_text(&column.value, "name").unwrap_or_else(|| name.clone());
            Some(attribute(file, name, given, AttributeKind::Column, column.key_range.clone()))
        })
        .collect();
    Some(mapping(file, &model, place, option_text(options, "tableName"), option_text(options, "schema"), attributes))
}

fn mapping(
    file: &CodeFile,
    model: &str,
    place: std::ops::Range<usize>,
    name: Option<String>,
    schema: Option<String>,
    attributes: Vec<Attribute>,
) -> Mapping {
    let (certainty, how) = match &name {
        Some(_) => (Certainty::Certain, "`@Entity`"),
        None => (Certainty::Likely, "TypeORM's naming"),
    };
    let mut table = ObjectName::new(name.unwrap_or_else(|| naming::snake(model)));
    table.qualifiers.extend(schema.map(Ident::new));
    let place = file.span(place);
    Mapping {
        orm: "typeorm",
        grammar: Grammar::Class,
        model: model.to_string(),
        used_in: &["javascript"],
        certainty,
        why: Step::at(format!("`{model}` maps to table `{table}` ({how})"), place.clone()),
        table: Some(table),
        attributes,
        open: false,
        lists_columns: true,
        span: place,
    }
}
