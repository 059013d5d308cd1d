//! Doctrine's mappings in XML (`Order.orm.xml`): an `<entity>` is a class, what it has within are its fields, each with the decorators that the same mapping has as
//! attributes in PHP (`Column`, `ManyToOne`, `JoinColumn`), so that `orm::doctrine` reads both alike.
//!
//! The class itself, with its methods and what it inherits from, is PHP and stands in a file of its own. Other XML holds nothing.

use std::ops::Range;

use roxmltree::{Attribute, Document, Node, ParsingOptions};

use super::Language;
use super::facts::{Arg, Class, ClassKind, CodeFacts, Expr, ExprKind, Field, Text, TextPart};
use super::mybatis::{NESTING, nesting};

/// The entry of [`super::LANGUAGES`]; its files are told by more than their ending.
pub const LANGUAGE: Language = Language { name: "doctrine-xml", extensions: &[], parse };

/// Whether a path is that of a mapping: `config/doctrine/Order.orm.xml`, `User.dcm.xml`.
pub fn is_path(path: &str) -> bool {
    path.ends_with(".orm.xml") || path.ends_with(".dcm.xml")
}

fn parse(text: &str, _extension: &str) -> CodeFacts {
    let mut facts = CodeFacts::default();
    if !text.contains("<doctrine-mapping") {
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
    let reader = Reader { by };
    facts.classes.extend(document.root_element().children().filter_map(|node| reader.class(node)));
    facts
}

struct Reader {
    /// How far the document begins behind the text.
    by: usize,
}

impl Reader {
    fn range(&self, range: Range<usize>) -> Range<usize> {
        range.start + self.by..range.end + self.by
    }

    fn class(&self, node: Node<'_, '_>) -> Option<Class> {
        let kind = match node.tag_name().name() {
            "entity" => "Entity",
            "mapped-superclass" => "MappedSuperclass",
            "embeddable" => "Embeddable",
            _ => return None,
        };
        let of = node.attribute_node("name")?;
        let name = of.value().rsplit('\\').next().unwrap_or_default().to_owned();
        let mut decorators = vec![self.mark(kind, node, &[])];
        if node.has_attribute("table") {
            decorators.push(self.mark("Table", node, &[("table", "name"), ("schema", "schema")]));
        }
        Some(Class {
            symbol: name.clone(),
            name,
            kind: ClassKind::Class,
            decorators,
            fields: node.children().filter_map(|child| self.field(child)).collect(),
            name_range: self.range(of.range_value()),
            range: self.range(node.range()),
            ..Class::default()
        })
    }

    fn field(&self, node: Node<'_, '_>) -> Option<Field> {
        let mut decorators = Vec::new();
        let named = match node.tag_name().name() {
            "id" if node.has_attribute("association-key") => return None,
            "id" | "field" => {
                decorators.push(self.mark("Column", node, &[("column", "name")]));
                "name"
            }
            relation @ ("many-to-one" | "one-to-one") => {
                let kind = if relation == "many-to-one" { "ManyToOne" } else { "OneToOne" };
                decorators.push(self.mark(kind, node, &[("mapped-by", "mappedBy")]));
                let key = node.descendants().find(|inner| inner.tag_name().name() == "join-column");
                decorators.extend(key.map(|key| self.mark("JoinColumn", key, &[("name", "name")])));
                "field"
            }
            "one-to-many" | "many-to-many" => {
                decorators.push(self.mark("OneToMany", node, &[]));
                "field"
            }
            "embedded" => {
                let plain = node.attribute("use-column-prefix") == Some("false");
                let mut mark = self.mark("Embedded", node, &[("class", "class"), ("column-prefix", "columnPrefix")]);
                if let (true, ExprKind::Call { args, .. }) = (plain, &mut mark.kind) {
                    let place = self.range(node.range());
                    let value = string(String::new(), place.clone());
                    args.push(Arg { name: Some("columnPrefix".to_owned()), name_range: place, value });
                }
                decorators.push(mark);
                "name"
            }
            _ => return None,
        };
        let name = node.attribute_node(named)?;
        Some(Field {
            name: name.value().to_owned(),
            decorators,
            name_range: self.range(name.range_value()),
            range: self.range(node.range()),
            ..Field::default()
        })
    }

    /// A decorator with some of an element's attributes, each under its name in PHP.
    fn mark(&self, name: &str, node: Node<'_, '_>, attributes: &[(&str, &str)]) -> Expr {
        let range = self.range(node.range());
        let callee = Expr::new(ExprKind::Name(name.to_owned()), range.clone());
        let args = attributes.iter().filter_map(|(own, php)| Some(self.argument(php, node.attribute_node(*own)?)));
        Expr::new(ExprKind::Call { callee: Box::new(callee), type_args: Vec::new(), args: args.collect() }, range)
    }

    fn argument(&self, name: &str, attribute: Attribute<'_, '_>) -> Arg {
        Arg {
            name: Some(name.to_owned()),
            name_range: self.range(attribute.range_qname()),
            value: string(attribute.value().to_owned(), self.range(attribute.range_value())),
        }
    }
}

fn string(value: String, range: Range<usize>) -> Expr {
    let parts = vec![TextPart::Piece { value, range: range.clone() }];
    Expr::new(ExprKind::Str(Text { parts }), range)
}
