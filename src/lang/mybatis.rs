//! Mapper files of MyBatis: XML whose statements are SQL with tags in it.
//!
//! A `<select>`, `<insert>`, `<update>` or `<delete>` is a function whose body is its SQL, with its tags read as if all of them applied (`<if>`, `<where>`, `<foreach>`), and
//! once for each branch of a `<choose>`. `#{x}` is a parameter, `${x}` a hole, `<include>` the fragment of the file. A `<resultMap>` is a struct: its type is the name, its
//! properties are the fields, each with the column in a decorator. XML that is no mapper holds nothing.
//!
//! A `<sqlMap>` of iBATIS is read the same way: its dynamic tags (`<dynamic>`, `<isNotNull prepend="and">`, `<iterate>`), its parameters `#x#` and `$x$`, and its `<typeAlias>`.

use std::collections::HashMap;
use std::ops::Range;

use roxmltree::{Document, Node, NodeType, ParsingOptions};

use super::Language;
use super::facts::{Arg, Class, ClassKind, CodeFacts, Expr, ExprKind, Field, Function, Text, TextPart};

/// The entry of [`super::LANGUAGES`].
pub const LANGUAGE: Language = Language { name: "mybatis", extensions: &["xml"], parse };

/// How deep tags and fragments nest.
const DEPTH: usize = 64;
/// How many pieces one statement may have: fragments that include each other twice grow without end.
const MOST_PARTS: usize = 4_000;
/// How many readings of a statement, by the branches of its `<choose>`.
const MOST_READINGS: usize = 8;
/// How many elements may be open in each other before the parser is asked at all.
pub(super) const NESTING: usize = 1_000;

/// Whether a path can be that of a mapper: most XML is not, and need not be opened.
pub fn may_be_mapper(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    ["mapper", "mybatis", "ibatis", "sqlmap", "sql-map", "sql_map", "persistence", "/dao/", "/maps/", "/sql/"]
        .iter()
        .any(|word| lower.contains(word))
        || lower.ends_with("dao.xml")
}

/// Whether a text is that of a mapper.
pub fn is_mapper(text: &str) -> bool {
    is_sql_map(text)
        || text.match_indices("<mapper").any(|(at, word)| {
            let rest = text.get(at + word.len()..).unwrap_or_default();
            rest.starts_with(char::is_whitespace)
                && rest.split('>').next().is_some_and(|attributes| attributes.contains("namespace"))
        })
}

/// Whether a text is a map of iBATIS: `<sqlMap namespace="Account">`, and not its configuration.
fn is_sql_map(text: &str) -> bool {
    text.match_indices("<sqlMap").any(|(at, word)| {
        text.get(at + word.len()..).is_some_and(|rest| rest.starts_with(|c: char| c.is_whitespace() || c == '>'))
    })
}

fn parse(text: &str, _extension: &str) -> CodeFacts {
    let mut facts = CodeFacts::default();
    if !is_mapper(text) {
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
    let root = document.root_element();
    let ibatis = root.tag_name().name() == "sqlMap";
    if !ibatis && root.tag_name().name() != "mapper" {
        return facts;
    }
    let namespace = root.attribute("namespace").unwrap_or_default();
    let mapper = namespace.rsplit('.').next().unwrap_or_default();
    let fragments = root.children().filter(|node| node.has_tag_name("sql"));
    let fragments: HashMap<&str, Node<'_, '_>> =
        fragments.filter_map(|node| Some((node.attribute("id")?, node))).collect();
    let aliases = root.children().filter(|node| node.has_tag_name("typeAlias"));
    let aliases = aliases.filter_map(|node| Some((node.attribute("alias")?, node.attribute("type")?))).collect();
    let reader = Reader { text, by, fragments, ibatis, aliases };
    for node in root.children().filter(Node::is_element) {
        match node.tag_name().name() {
            "select" | "insert" | "update" | "delete" | "statement" => {
                facts.functions.push(reader.statement(node, mapper))
            }
            "resultMap" => facts.classes.extend(reader.result_map(node)),
            _ => {}
        }
    }
    facts
}

/// An upper estimate of how many elements are open in each other.
pub(super) fn nesting(text: &str) -> usize {
    let (mut open, mut deepest) = (0_usize, 0_usize);
    for (at, _) in text.match_indices('<') {
        let rest = text.get(at + 1..).unwrap_or_default();
        if rest.starts_with('/') {
            open = open.saturating_sub(1);
        } else if rest.starts_with(char::is_alphabetic) && !rest.split('>').next().unwrap_or(rest).ends_with('/') {
            open += 1;
            deepest = deepest.max(open);
        }
    }
    deepest
}

struct Reader<'t, 'd> {
    text: &'t str,
    /// How far the document begins behind the text.
    by: usize,
    fragments: HashMap<&'d str, Node<'d, 'd>>,
    /// It is a map of iBATIS, whose parameters have the same mark at both ends.
    ibatis: bool,
    /// Its short names of classes.
    aliases: HashMap<&'d str, &'d str>,
}

/// What a statement is flattened with.
struct Flat {
    parts: Vec<TextPart>,
    /// Which branch of each `<choose>`.
    reading: usize,
    /// How many branches the longest `<choose>` has.
    branches: usize,
    /// Properties of the fragments that are open.
    properties: Vec<(String, String)>,
}

impl<'d> Reader<'_, 'd> {
    fn range(&self, range: Range<usize>) -> Range<usize> {
        range.start + self.by..range.end + self.by
    }

    fn statement(&self, node: Node<'d, 'd>, mapper: &str) -> Function {
        let id = node.attribute("id").unwrap_or_default();
        let range = self.range(node.range());
        let name_range = node.attribute_node("id").map_or(range.clone(), |id| self.range(id.range_value()));
        let mut body = Vec::new();
        let mut branches = 1;
        let mut reading = 0;
        while reading < branches.min(MOST_READINGS) {
            let mut flat = Flat { parts: Vec::new(), reading, branches: 1, properties: Vec::new() };
            self.children(node, &mut flat, 0);
            branches = flat.branches;
            body.push(string(flat.parts, range.clone()));
            reading += 1;
        }
        for key in node.children().filter(|child| child.has_tag_name("selectKey")) {
            let mut flat = Flat { parts: Vec::new(), reading: 0, branches: 1, properties: Vec::new() };
            self.children(key, &mut flat, 0);
            body.push(string(flat.parts, self.range(key.range())));
        }
        let decorators = vec![self.mark(node, &["resultMap"])];
        Function {
            name: id.to_owned(),
            symbol: if mapper.is_empty() { id.to_owned() } else { format!("{mapper}.{id}") },
            decorators,
            body,
            name_range,
            range,
            ..Function::default()
        }
    }

    /// The attributes of an element as a call of its name.
    fn mark(&self, node: Node<'d, 'd>, names: &[&str]) -> Expr {
        let range = self.range(node.range());
        let callee = Expr::new(ExprKind::Name(node.tag_name().name().to_owned()), range.clone());
        let args = names.iter().filter_map(|name| {
            let attribute = node.attribute_node(*name)?;
            let place = self.range(attribute.range_value());
            let part = TextPart::Piece { value: attribute.value().to_owned(), range: place.clone() };
            Some(Arg {
                name: Some((*name).to_owned()),
                name_range: self.range(attribute.range_qname()),
                value: string(vec![part], place),
            })
        });
        Expr::new(ExprKind::Call { callee: Box::new(callee), type_args: Vec::new(), args: args.collect() }, range)
    }

    fn result_map(&self, node: Node<'d, 'd>) -> Option<Class> {
        let of = node.attribute_node("type").or_else(|| node.attribute_node("class").filter(|_| self.ibatis))?;
        let written = self.aliases.get(of.value()).copied().unwrap_or(of.value());
        let name = written.rsplit(['.', '$']).next().unwrap_or_default().to_owned();
        let own = node.children().filter(|child| child.has_tag_name("id") || child.has_tag_name("result"));
        let fields = own.filter_map(|child| {
            let property = child.attribute("property")?;
            let column = child.attribute_node("column")?;
            Some(Field {
                name: property.to_owned(),
                decorators: vec![self.mark(child, &["column"])],
                name_range: self.range(column.range_value()),
                range: self.range(child.range()),
                ..Field::default()
            })
        });
        Some(Class {
            symbol: name.clone(),
            name,
            kind: ClassKind::Struct,
            decorators: vec![self.mark(node, &["id", "extends"])],
            fields: fields.collect(),
            name_range: self.range(of.range_value()),
            range: self.range(node.range()),
            ..Class::default()
        })
    }

    fn children(&self, node: Node<'d, 'd>, flat: &mut Flat, depth: usize) {
        if depth > DEPTH || flat.parts.len() > MOST_PARTS {
            return;
        }
        for child in node.children() {
            match child.node_type() {
                NodeType::Text => {
                    // The parser joins text and sections of characters, but tells the range of the first alone.
                    let start = self.range(child.range()).start;
                    let end = match child.next_sibling() {
                        Some(next) => self.range(next.range()).start,
                        None => {
                            let end = self.range(node.range()).end;
                            self.text.get(start..end).and_then(|rest| rest.rfind("</")).map_or(end, |at| start + at)
                        }
                    };
                    self.raw(start..end, flat);
                }
                NodeType::Element => self.tag(child, flat, depth),
                _ => {}
            }
        }
    }

    fn tag(&self, node: Node<'d, 'd>, flat: &mut Flat, depth: usize) {
        let at = self.range(node.range()).start;
        let say = |flat: &mut Flat, text: &str| {
            flat.parts.push(TextPart::Piece { value: format!(" {text} "), range: at..at });
        };
        let attribute = |name: &str| node.attribute(name).unwrap_or_default();
        match node.tag_name().name() {
            "where" => self.trimmed(node, flat, depth, ("WHERE", ""), (&["and", "or"], &[])),
            "set" => self.trimmed(node, flat, depth, ("SET", ""), (&[], &[","])),
            "trim" => {
                let list = |name: &str| -> Vec<&str> {
                    attribute(name).split('|').map(str::trim).filter(|one| !one.is_empty()).collect()
                };
                let (before, after) = (list("prefixOverrides"), list("suffixOverrides"));
                self.trimmed(node, flat, depth, (attribute("prefix"), attribute("suffix")), (&before, &after));
            }
            "foreach" => {
                say(flat, attribute("open"));
                self.children(node, flat, depth + 1);
                say(flat, attribute("close"));
            }
            "choose" => {
                let branches: Vec<Node<'d, 'd>> = node.children().filter(Node::is_element).collect();
                flat.branches = flat.branches.max(branches.len());
                if let Some(branch) = branches.get(flat.reading).or(branches.last()) {
                    self.children(*branch, flat, depth + 1);
                }
            }
            "include" => {
                let id = attribute("refid");
                let fragment = self.fragments.get(id).or_else(|| self.fragments.get(id.rsplit('.').next()?));
                let Some(fragment) = fragment else {
                    let hole = Expr::new(ExprKind::Empty, self.range(node.range()));
                    return flat.parts.push(TextPart::Hole(Box::new(hole)));
                };
                let before = flat.properties.len();
                for property in node.children().filter(|child| child.has_tag_name("property")) {
                    if let (Some(name), Some(value)) = (property.attribute("name"), property.attribute("value")) {
                        flat.properties.push((name.to_owned(), value.to_owned()));
                    }
                }
                self.children(*fragment, flat, depth + 1);
                flat.properties.truncate(before);
            }
            "bind" | "selectKey" | "property" => {}
            "dynamic" if self.ibatis => {
                self.trimmed(node, flat, depth, (attribute("prepend"), ""), (&["and", "or", ","], &[]));
            }
            _ if self.ibatis => {
                say(flat, attribute("prepend"));
                say(flat, attribute("open"));
                self.children(node, flat, depth + 1);
                say(flat, attribute("close"));
            }
            _ => self.children(node, flat, depth + 1),
        }
        say(flat, "");
    }

    /// What is in a tag, without what it takes away at both ends, between what it puts there.
    fn trimmed(
        &self,
        node: Node<'d, 'd>,
        flat: &mut Flat,
        depth: usize,
        (prefix, suffix): (&str, &str),
        (before, after): (&[&str], &[&str]),
    ) {
        let at = self.range(node.range());
        let said = |text: &str, place: usize| TextPart::Piece { value: format!(" {text} "), range: place..place };
        flat.parts.push(said(prefix, at.start));
        let from = flat.parts.len();
        self.children(node, flat, depth + 1);
        let inside = flat.parts.get_mut(from..).unwrap_or_default();
        if let Some(first) = inside.iter_mut().find(|part| !is_blank(part)) {
            shorten(first, before, true);
        }
        if let Some(last) = inside.iter_mut().rev().find(|part| !is_blank(part)) {
            shorten(last, after, false);
        }
        flat.parts.push(said(suffix, at.end));
    }

    /// Text as it stands in the file: entities, sections of characters, parameters.
    fn raw(&self, range: Range<usize>, flat: &mut Flat) {
        const ENTITIES: &[(&str, &str)] =
            &[("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"), ("&quot;", "\""), ("&apos;", "'")];
        let mut at = range.start;
        let mut start = at;
        let piece = |flat: &mut Flat, range: Range<usize>| {
            let value = self.text.get(range.clone()).unwrap_or_default();
            if !value.is_empty() {
                flat.parts.push(TextPart::Piece { value: value.to_owned(), range });
            }
        };
        while at < range.end {
            let rest = self.text.get(at..range.end).unwrap_or_default();
            let entity = ENTITIES.iter().find(|(name, _)| rest.starts_with(name));
            let closed = || rest.find('}').map(|end| end + 1);
            let (length, part) = if let Some((name, value)) = entity {
                let part = TextPart::Piece { value: (*value).to_owned(), range: at..at + name.len() };
                (name.len(), Some(part))
            } else if rest.starts_with("<![CDATA[") {
                (9, None)
            } else if rest.starts_with("]]>") {
                (3, None)
            } else if let Some((length, value)) = self.ibatis.then(|| marked(rest)).flatten() {
                let place = at..at + length;
                let part = match value {
                    true => TextPart::Piece { value: "?".to_owned(), range: place },
                    false => TextPart::Hole(Box::new(Expr::new(ExprKind::Empty, place))),
                };
                (length, Some(part))
            } else if let Some(length) = rest.starts_with("#{").then(closed).flatten() {
                (length, Some(TextPart::Piece { value: "?".to_owned(), range: at..at + length }))
            } else if let Some(length) = rest.starts_with("${").then(closed).flatten() {
                let name = rest.get(2..length - 1).unwrap_or_default().trim();
                let own = flat.properties.iter().rev().find(|(own, _)| own == name);
                let place = at..at + length;
                let part = match own {
                    Some((_, value)) => TextPart::Piece { value: value.clone(), range: place },
                    None => TextPart::Hole(Box::new(Expr::new(ExprKind::Empty, place))),
                };
                (length, Some(part))
            } else {
                at += rest.chars().next().map_or(1, char::len_utf8);
                continue;
            };
            piece(flat, start..at);
            flat.parts.extend(part);
            at += length;
            start = at;
        }
        piece(flat, start..range.end);
    }
}

/// How long a parameter of iBATIS is that a text begins with, and whether it is a value (`#id:NUMERIC#`) and no text (`$order$`).
fn marked(text: &str) -> Option<(usize, bool)> {
    let mark = text.chars().next().filter(|mark| matches!(mark, '#' | '$'))?;
    let name = text.get(1..)?.split(mark).next()?;
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | ':' | '[' | ']' | ',' | '=' | '-');
    let closed = text.get(1 + name.len()..)?.starts_with(mark);
    (closed && !name.is_empty() && name.chars().all(is_name)).then_some((name.len() + 2, mark == '#'))
}

fn string(parts: Vec<TextPart>, range: Range<usize>) -> Expr {
    Expr::new(ExprKind::Str(Text { parts }), range)
}

fn is_blank(part: &TextPart) -> bool {
    matches!(part, TextPart::Piece { value, .. } if value.trim().is_empty())
}

/// Takes one of these words away from an end of a piece.
fn shorten(part: &mut TextPart, words: &[&str], front: bool) {
    let TextPart::Piece { value, range } = part else { return };
    let (blank, bare) = match front {
        true => (value.len() - value.trim_start().len(), value.trim_start()),
        false => (value.len() - value.trim_end().len(), value.trim_end()),
    };
    let found = words.iter().find(|word| {
        let end = if front { bare.get(..word.len()) } else { bare.get(bare.len().saturating_sub(word.len())..) };
        let next = bare.get(word.len()..).and_then(|rest| rest.chars().next());
        let whole = !front || !word.ends_with(char::is_alphanumeric) || !next.is_some_and(char::is_alphanumeric);
        whole && end.is_some_and(|end| end.eq_ignore_ascii_case(word))
    });
    let Some(cut) = found.map(|word| word.len() + blank) else { return };
    let exact = value.len() == range.len();
    if front {
        value.drain(..cut);
        range.start = if exact { range.start + cut } else { range.start };
    } else {
        value.truncate(value.len() - cut);
        range.end = if exact { range.end - cut } else { range.end };
    }
}

#[cfg(test)]
mod tests;
