//! Hibernate's mappings in XML (`Order.hbm.xml`): a `<class>` or `<subclass>` is a class, what it has within are its fields, each with the annotations that the same mapping
//! has in Java (`Column`, `JoinColumn`, `JoinTable`, `Embedded`), so that `orm::jpa` reads both alike.
//!
//! A subclass within another extends it. A `<query>` is a function that asks `createQuery`, a `<sql-query>` one whose body is SQL. The class itself, with its methods, stands in a
//! file of its own. Other XML holds nothing.

use std::ops::Range;

use roxmltree::{Attribute, Document, Node, ParsingOptions};

use super::Language;
use super::facts::{Arg, Class, ClassKind, CodeFacts, Expr, ExprKind, Field, Function, Text, TextPart};
use super::mybatis::{NESTING, nesting};

/// The entry of [`super::LANGUAGES`]; its files are told by more than their ending.
pub const LANGUAGE: Language = Language { name: "hibernate-xml", extensions: &[], parse };

/// How deep classes and components nest.
const DEPTH: usize = 16;

/// Elements that hold properties and are none.
const AROUND: &[&str] = &["natural-id", "properties"];
const CLASSES: &[&str] = &["class", "joined-subclass", "subclass", "union-subclass"];
const COLLECTIONS: &[&str] = &["array", "bag", "idbag", "list", "map", "primitive-array", "set"];

/// Whether a path is that of a mapping: `mappings/Order.hbm.xml`.
pub fn is_path(path: &str) -> bool {
    path.ends_with(".hbm.xml")
}

fn parse(text: &str, _extension: &str) -> CodeFacts {
    let mut facts = CodeFacts::default();
    if !text.contains("<hibernate-mapping") {
        return facts;
    }
    let broken = || CodeFacts { errors: std::iter::once(0..text.len()).collect(), ..CodeFacts::default() };
    if text.contains("<!ENTITY") || nesting(text) > NESTING {
        return broken();
    }
    let body = text.trim_start_matches('\u{feff}');
    let by = text.len() - body.len();
    let options = ParsingOptions { allow_dtd: true, nodes_limit: 500_000, ..ParsingOptions::default() };
    let Ok(document) = Document::parse_with_options(body, options) else { return broken() };
    let mut reader = Reader { text, by, facts: CodeFacts::default() };
    reader.classes(document.root_element(), None, 0);
    facts.classes = reader.facts.classes;
    facts.functions = reader.facts.functions;
    facts
}

/// A name of the file with where it stands.
type Name = (String, Range<usize>);

struct Reader<'t> {
    text: &'t str,
    /// How far the document begins behind the text.
    by: usize,
    facts: CodeFacts,
}

impl Reader<'_> {
    fn range(&self, range: Range<usize>) -> Range<usize> {
        range.start + self.by..range.end + self.by
    }

    fn classes(&mut self, around: Node<'_, '_>, parent: Option<&str>, depth: usize) {
        if depth > DEPTH {
            return;
        }
        for node in around.children().filter(Node::is_element) {
            match node.tag_name().name() {
                kind if CLASSES.contains(&kind) => self.class(node, parent, depth),
                kind @ ("query" | "sql-query") => self.query(node, kind == "sql-query"),
                _ => {}
            }
        }
    }

    fn class(&mut self, node: Node<'_, '_>, parent: Option<&str>, depth: usize) {
        let Some(of) = node.attribute_node("name").or_else(|| node.attribute_node("entity-name")) else { return };
        let name = simple(of.value()).to_owned();
        let mut decorators = vec![self.mark("Entity", node, &[])];
        if node.has_attribute("table") {
            decorators.push(self.mark("Table", node, &[("table", "name"), ("schema", "schema")]));
        }
        let within = |kind: &str| node.children().any(|child| child.has_tag_name(kind));
        if parent.is_none() && node.has_tag_name("class") {
            let strategy = match () {
                () if within("joined-subclass") => Some("JOINED"),
                () if within("union-subclass") => Some("TABLE_PER_CLASS"),
                () => None,
            };
            let place = self.range(node.range());
            let value = strategy.map(|strategy| Expr::new(ExprKind::Name(strategy.to_owned()), place.clone()));
            decorators.extend(value.map(|value| call("Inheritance", vec![argument("strategy", value)], place)));
        }
        let base = parent.map(str::to_owned).or_else(|| Some(simple(node.attribute("extends")?).to_owned()));
        let place = self.range(of.range_value());
        let mut fields = Vec::new();
        self.fields(node, None, depth, &mut fields);
        self.facts.classes.push(Class {
            symbol: name.clone(),
            name: name.clone(),
            kind: ClassKind::Class,
            decorators,
            bases: base.map(|base| Expr::new(ExprKind::Name(base), place.clone())).into_iter().collect(),
            fields,
            name_range: place,
            range: self.range(node.range()),
            ..Class::default()
        });
        self.classes(node, Some(&name), depth + 1);
    }

    /// The fields of a class or component, of a second table if one is given.
    fn fields(&mut self, node: Node<'_, '_>, table: Option<&Name>, depth: usize, out: &mut Vec<Field>) {
        if depth > DEPTH {
            return;
        }
        for child in node.children().filter(Node::is_element) {
            let name = child.attribute_node("name");
            let own = |reader: &Self| name.map(|name| (name.value().to_owned(), reader.range(name.range_value())));
            match child.tag_name().name() {
                "id" | "version" | "timestamp" | "property" | "key-property" | "any" => {
                    let own = own(self).unwrap_or_else(|| ("id".to_owned(), self.range(child.range())));
                    out.extend(self.column(child, "Column", &own, table));
                }
                "discriminator" => {
                    let written = self.columns(child).into_iter().next();
                    let own = written.unwrap_or_else(|| ("class".to_owned(), self.range(child.range())));
                    let fields = self.column(child, "Column", &own, table).into_iter();
                    out.extend(fields.map(|field| Field { name: "<discriminator>".to_owned(), ..field }));
                }
                "many-to-one" | "key-many-to-one" => {
                    let Some(own) = own(self) else { continue };
                    for mut field in self.column(child, "JoinColumn", &own, table) {
                        field.decorators.push(call("ManyToOne", Vec::new(), field.range.clone()));
                        out.push(field);
                    }
                }
                // The key of a subclass or of a second table.
                "key" if !self.columns(child).is_empty() => {
                    let own = ("<key>".to_owned(), self.range(child.range()));
                    out.extend(self.column(child, "Column", &own, table));
                }
                "composite-id" | "component" | "dynamic-component" => {
                    let Some((own, place)) = own(self) else {
                        self.fields(child, table, depth + 1, out);
                        continue;
                    };
                    out.extend(self.component(child, (own, place), table, depth));
                }
                "join" => {
                    let Some(of) = child.attribute_node("table") else { continue };
                    let table = (of.value().to_owned(), self.range(of.range_value()));
                    self.fields(child, Some(&table), depth + 1, out);
                }
                kind if AROUND.contains(&kind) => self.fields(child, table, depth + 1, out),
                kind if COLLECTIONS.contains(&kind) => {
                    let Some(own) = own(self) else { continue };
                    out.extend(self.collection(child, own));
                }
                _ => {}
            }
        }
    }

    /// What is written of the columns of an element: its attribute, or its `<column>` elements.
    fn columns(&self, node: Node<'_, '_>) -> Vec<Name> {
        let own = node.attribute_node("column");
        let inner = node.children().filter(|child| child.has_tag_name("column"));
        own.into_iter()
            .chain(inner.filter_map(|column| column.attribute_node("name")))
            .map(|column| {
                (column.value().trim_matches(['`', '"', '[', ']']).to_owned(), self.range(column.range_value()))
            })
            .collect()
    }

    /// A property is a field for each of its columns, and none if the database makes it out.
    fn column(&self, node: Node<'_, '_>, mark: &str, own: &Name, table: Option<&Name>) -> Vec<Field> {
        if node.has_attribute("formula") || node.children().any(|child| child.has_tag_name("formula")) {
            return Vec::new();
        }
        let mut columns = self.columns(node);
        if columns.is_empty() {
            columns.push(own.clone());
        }
        // What has no type has that of the class, which may have a getter with `is`.
        let type_text = simple(node.attribute("type").unwrap_or("boolean")).to_owned();
        let fields = columns.into_iter().map(|(column, range)| {
            let mut args = vec![argument("name", string(column, range.clone()))];
            args.extend(table.map(|(table, at)| argument("table", string(table.clone(), at.clone()))));
            Field {
                name: own.0.clone(),
                decorators: vec![call(mark, args, range.clone())],
                name_range: range,
                range: self.range(node.range()),
                type_text: Some(type_text.clone()),
                ..Field::default()
            }
        });
        fields.collect()
    }

    /// A component is a class of its own, whose columns are said where it is embedded.
    fn component(&mut self, node: Node<'_, '_>, own: Name, table: Option<&Name>, depth: usize) -> Vec<Field> {
        let mut inner = Vec::new();
        self.fields(node, table, depth + 1, &mut inner);
        let Some(of) = node.attribute_node("class") else {
            for field in &mut inner {
                field.name = format!("{}.{}", own.0, field.name);
            }
            return inner;
        };
        let name = simple(of.value()).to_owned();
        let mut decorators = vec![call("Embedded", Vec::new(), own.1.clone())];
        for field in &inner {
            let written = field.decorators.iter().find_map(|mark| match &mark.kind {
                ExprKind::Call { args, .. } => args.first().map(|arg| arg.value.clone()),
                _ => None,
            });
            let Some(written) = written else { continue };
            let place = field.name_range.clone();
            let column = call("Column", vec![argument("name", written)], place.clone());
            let named = argument("name", string(field.name.clone(), place.clone()));
            decorators.push(call("AttributeOverride", vec![named, argument("column", column)], place));
        }
        let place = self.range(of.range_value());
        if !self.facts.classes.iter().any(|class| class.name == name) {
            self.facts.classes.push(Class {
                symbol: name.clone(),
                name: name.clone(),
                kind: ClassKind::Class,
                decorators: vec![call("Embeddable", Vec::new(), place.clone())],
                fields: inner,
                name_range: place,
                range: self.range(node.range()),
                ..Class::default()
            });
        }
        vec![Field {
            name: own.0,
            decorators,
            name_range: own.1,
            range: self.range(node.range()),
            type_text: Some(name),
            ..Field::default()
        }]
    }

    /// A collection whose rows are in a table of their own. Where they are those of another class, its mapping has their columns.
    fn collection(&self, node: Node<'_, '_>, own: Name) -> Option<Field> {
        let table = node.attribute_node("table")?;
        let element = |name: &str| node.children().find(|child| child.has_tag_name(name));
        let (item, mark) = match element("many-to-many") {
            Some(item) => (Some(item), "ManyToMany"),
            None => (Some(element("element")?), "ElementCollection"),
        };
        let place = self.range(table.range_value());
        let joins = |node: Option<Node<'_, '_>>| {
            let columns = node.map(|node| self.columns(node)).unwrap_or_default().into_iter();
            let joins =
                columns.map(|(column, at)| call("JoinColumn", vec![argument("name", string(column, at.clone()))], at));
            Expr::new(ExprKind::List(joins.collect()), place.clone())
        };
        let args = vec![
            argument("name", string(table.value().to_owned(), place.clone())),
            argument("joinColumns", joins(element("key"))),
            argument("inverseJoinColumns", joins(item)),
        ];
        Some(Field {
            name: own.0,
            decorators: vec![call(mark, Vec::new(), place.clone()), call("JoinTable", args, place.clone())],
            name_range: place.clone(),
            range: self.range(node.range()),
            ..Field::default()
        })
    }

    /// A query with a name: HQL as what is handed to `createQuery`, SQL as a text.
    fn query(&mut self, node: Node<'_, '_>, native: bool) {
        let range = self.range(node.range());
        let inner =
            node.children().find(|child| child.is_text() && !child.text().unwrap_or_default().trim().is_empty());
        let Some(inner) = inner else { return };
        // The parser joins text and sections of characters, but tells the range of the first alone.
        let whole = self.range(node.range());
        let start = self.range(inner.range()).start;
        let end = match inner.next_sibling() {
            Some(next) => self.range(next.range()).start,
            None => {
                self.text.get(start..whole.end).and_then(|rest| rest.rfind("</")).map_or(whole.end, |at| start + at)
            }
        };
        let place = start..end;
        let written = self.text.get(place.clone()).unwrap_or_default();
        // A section of characters has its marks around.
        let (value, place) = match written.find("<![CDATA[").map(|at| at + "<![CDATA[".len()) {
            Some(from) => {
                let rest = written.get(from..).unwrap_or_default();
                let value = rest.split("]]>").next().unwrap_or_default();
                (value, place.start + from..place.start + from + value.len())
            }
            None => (written, place),
        };
        let query = string(value.to_owned(), place);
        let body = match native {
            true => query,
            false => {
                call("createQuery", vec![Arg { name: None, name_range: range.clone(), value: query }], range.clone())
            }
        };
        let name = node.attribute("name").unwrap_or_default().to_owned();
        self.facts.functions.push(Function {
            symbol: name.clone(),
            name_range: node.attribute_node("name").map_or(range.clone(), |name| self.range(name.range_value())),
            name,
            body: vec![body],
            range,
            ..Function::default()
        });
    }

    /// An annotation with some of an element's attributes, each under its name in Java.
    fn mark(&self, name: &str, node: Node<'_, '_>, attributes: &[(&str, &str)]) -> Expr {
        let range = self.range(node.range());
        let value =
            |attribute: Attribute<'_, '_>| string(attribute.value().to_owned(), self.range(attribute.range_value()));
        let args = attributes.iter().filter_map(|(own, java)| Some(argument(java, value(node.attribute_node(*own)?))));
        call(name, args.collect(), range)
    }
}

/// The name of a class without its package, and without the assembly that .NET puts behind it.
fn simple(name: &str) -> &str {
    let name = name.split(',').next().unwrap_or(name).trim();
    name.rsplit(['.', '$', '+']).next().unwrap_or(name)
}

fn argument(name: &str, value: Expr) -> Arg {
    Arg { name: Some(name.to_owned()), name_range: value.range.clone(), value }
}

fn call(name: &str, args: Vec<Arg>, range: Range<usize>) -> Expr {
    let callee = Expr::new(ExprKind::Name(name.to_owned()), range.clone());
    Expr::new(ExprKind::Call { callee: Box::new(callee), type_args: Vec::new(), args }, range)
}

fn string(value: String, range: Range<usize>) -> Expr {
    let parts = vec![TextPart::Piece { value, range: range.clone() }];
    Expr::new(ExprKind::Str(Text { parts }), range)
}
