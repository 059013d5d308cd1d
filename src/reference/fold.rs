//! Strings that are put together in code, folded to one text whose every byte still knows where it stands.
//!
//! Constants of the file and of its package, local variables, concatenation, interpolation and the usual format functions are followed;
//! whatever cannot be known becomes a hole ([`HOLE`]). Nothing is executed and no branch is chosen: a variable has what was assigned to it last
//! in source order, and `+=` adds to it.

mod lists;

use std::collections::HashMap;
use std::ops::Range;

use crate::lang::facts::{Arg, Expr, ExprKind, Key, TextPart};
use crate::migration::script::is_table_prefix;
use crate::orm::CodeFile;
use crate::source::{SourceFile, Span};

use super::constants::Constants;
use super::own_texts::{self, Own};
use lists::Items;

/// Stands for a part that is not known. The SQL reader knows it.
pub const HOLE: char = '\u{fffc}';

/// How deep constants are followed.
const DEPTH: usize = 12;
/// Texts longer than this are not built further: no query is this long, but generated code may be.
const LONGEST: usize = 200_000;

/// A text and where its parts come from.
#[derive(Clone, Debug, Default)]
pub struct Folded {
    pub text: String,
    segments: Vec<Segment>,
}

#[derive(Clone, Debug)]
struct Segment {
    /// In the text.
    range: Range<usize>,
    span: Span,
    /// Byte by byte the same as the file.
    exact: bool,
}

impl Folded {
    /// The text of a whole file.
    pub fn whole(file: &SourceFile) -> Self {
        let mut whole = Self::default();
        whole.piece(&file.text, file.span(0..file.text.len()));
        whole
    }

    /// Adds text that stands in a file.
    pub fn piece(&mut self, value: &str, span: Span) {
        let start = self.text.len();
        self.text.push_str(value);
        let exact = span.range.len() == value.len();
        self.segments.push(Segment { range: start..self.text.len(), span, exact });
    }

    /// Adds text that a file holds in other bytes.
    pub fn rewritten(&mut self, value: &str, span: Span) {
        let start = self.text.len();
        self.text.push_str(value);
        self.segments.push(Segment { range: start..self.text.len(), span, exact: false });
    }

    /// Adds text that stands nowhere.
    pub fn glue(&mut self, value: &str) {
        self.text.push_str(value);
    }

    /// Adds another folded text.
    pub fn append(&mut self, other: &Folded) {
        if self.text.len() + other.text.len() > LONGEST {
            self.text.push(HOLE);
            return;
        }
        let by = self.text.len();
        self.text.push_str(&other.text);
        self.segments.extend(
            other
                .segments
                .iter()
                .map(|segment| Segment { range: segment.range.start + by..segment.range.end + by, ..segment.clone() }),
        );
    }

    /// Where a part of the text stands: exact where the file holds it byte by byte, else the piece that it is in.
    pub fn place(&self, range: &Range<usize>) -> Option<Span> {
        let at = self.segments.partition_point(|segment| segment.range.end <= range.start);
        let segment = self.segments.get(at).or(self.segments.last())?;
        let mut span = segment.span.clone();
        if segment.exact && segment.range.start <= range.start {
            let start = span.range.start + (range.start - segment.range.start).min(span.range.len());
            let end = (start + range.len()).min(span.range.end);
            span.range = start..end.max(start);
        }
        Some(span)
    }

    /// A part of the text, each piece with its place.
    pub fn slice(&self, range: Range<usize>) -> Folded {
        let Some(text) = self.text.get(range.clone()) else { return Folded::default() };
        let segments = self
            .segments
            .iter()
            .filter(|segment| segment.range.start < range.end && range.start < segment.range.end)
            .map(|segment| {
                let start = segment.range.start.max(range.start);
                let end = segment.range.end.min(range.end);
                let mut span = segment.span.clone();
                if segment.exact {
                    let at = span.range.start + (start - segment.range.start);
                    span.range = at..at + (end - start);
                }
                Segment { range: start - range.start..end - range.start, span, exact: segment.exact }
            })
            .collect();
        Folded { text: text.to_string(), segments }
    }

    /// The place of the whole text: of its first piece.
    pub fn start(&self) -> Option<&Span> {
        self.segments.first().map(|segment| &segment.span)
    }

    /// Whether there is anything but holes.
    pub fn has_text(&self) -> bool {
        self.text.chars().any(|c| c != HOLE && !c.is_whitespace())
    }
}

/// What is known of variables at a place in a function.
pub struct Env<'a, 'c> {
    pub file: &'a CodeFile,
    pub constants: &'c Constants<'a>,
    /// Local variables with a known text.
    pub locals: HashMap<String, Folded>,
    /// Local variables that hold a list.
    pub lists: HashMap<String, &'a Expr>,
    /// What was put behind the items of a list that a variable holds: `where = append(where, "email = ?")`, `where.push("email = ?")`.
    pub grown: HashMap<String, Vec<Folded>>,
}

/// Whether an operator puts texts together.
fn joins(op: &str) -> bool {
    matches!(op, "+" | "." | ".." | "<>" | "++" | "&" | "<<")
}

/// `pgx.Identifier{…}`
fn is_identifier(expr: &Expr) -> bool {
    matches!(&expr.kind, ExprKind::New { type_name, .. } if type_name == "pgx.Identifier")
}

/// What stands for an expression whose text is not known: a hole, and nothing for what an installation puts before the names of all its tables.
fn unknown(expr: &Expr) -> &'static str {
    let own =
        matches!(&expr.kind, ExprKind::Member { object, .. } if matches!(object.as_name(), Some("this" | "self")));
    if expr.last_name().is_some_and(|name| is_table_prefix(name, own)) { "" } else { "\u{fffc}" }
}

impl<'a> Env<'a, '_> {
    /// The text of an expression, if it is one: a string, or put together from at least one.
    pub fn fold(&self, expr: &'a Expr) -> Option<Folded> {
        self.fold_in(expr, self.file, 0)
    }

    fn fold_in(&self, expr: &'a Expr, file: &'a CodeFile, depth: usize) -> Option<Folded> {
        if depth > DEPTH {
            return None;
        }
        match &expr.kind {
            ExprKind::Str(text) => {
                let mut folded = Folded::default();
                for part in &text.parts {
                    match part {
                        TextPart::Piece { value, range } => folded.piece(value, file.span(range.clone())),
                        TextPart::Hole(hole) => match self.fold_in(hole, file, depth + 1) {
                            Some(inner) => folded.append(&inner),
                            None => folded.glue(unknown(hole)),
                        },
                    }
                }
                Some(folded)
            }
            ExprKind::Binary { op, .. } if joins(op) => {
                let mut known = false;
                let mut folded = Folded::default();
                for operand in expr.operands(joins) {
                    match self.fold_in(operand, file, depth + 1) {
                        Some(part) => {
                            known = true;
                            folded.append(&part);
                        }
                        None => folded.glue(unknown(operand)),
                    }
                }
                known.then_some(folded)
            }
            ExprKind::Binary { op, left, right } if op == "%" => {
                let text = self.fold_in(left, file, depth + 1)?;
                Some(self.percent(&text, right, file, depth))
            }
            ExprKind::Name(name) => self.name(name, file, depth),
            ExprKind::Member { name, object, .. } => {
                if let Some((value, of)) = self.entry(object, name, file) {
                    return self.fold_in(value, of, depth + 1);
                }
                if let Some(own) = own_texts::of(self.constants, file, object, name, expr.range.start) {
                    return match own {
                        Own::Text(held) => self.fold_in(held.value, held.file, depth + 1),
                        Own::Unknown => None,
                    };
                }
                // `self.QUERY`, `Queries.FIND`, `queries::FIND`
                let constant = self.constants.get(file, name)?;
                object.last_name()?;
                self.fold_in(constant.value, constant.file, depth + 1)
            }
            ExprKind::Call { callee, args, .. } => self.call(callee, args, file, depth),
            ExprKind::Seq(items) if items.len() == 1 => self.fold_in(items.first()?, file, depth + 1),
            _ => None,
        }
    }

    /// The text of the constant or variable with this name.
    pub fn constant(&self, name: &str) -> Option<Folded> {
        self.name(name, self.file, 0)
    }

    /// What stands under a name in an object that is a constant: `FIELDS.rating` of `const FIELDS = { rating: "rating" }`.
    fn entry(&self, object: &Expr, name: &str, file: &'a CodeFile) -> Option<(&'a Expr, &'a CodeFile)> {
        let object = object.as_name().filter(|_| file.language.name == "javascript")?;
        let constant = self.constants.get(file, object)?;
        let value = match &constant.value.kind {
            ExprKind::Seq(items) if items.len() == 1 => &items[0],
            ExprKind::Call { callee, args, .. } if callee.path().as_deref() == Some("Object.freeze") => {
                &args.first()?.value
            }
            _ => constant.value,
        };
        let ExprKind::Map(entries) = &value.kind else { return None };
        let entry = entries.iter().find(|entry| matches!(&entry.key, Key::Name(key) if key == name))?;
        Some((&entry.value, constant.file))
    }

    fn name(&self, name: &str, file: &'a CodeFile, depth: usize) -> Option<Folded> {
        if std::ptr::eq(file, self.file)
            && let Some(local) = self.locals.get(name)
        {
            return Some(local.clone());
        }
        let constant = self.constants.get(file, name)?;
        self.fold_in(constant.value, constant.file, depth + 1)
    }

    /// Calls that give back a text made of their arguments.
    fn call(&self, callee: &'a Expr, args: &'a [Arg], file: &'a CodeFile, depth: usize) -> Option<Folded> {
        let name = callee.last_name()?;
        let first = args.first().map(|arg| &arg.value);
        let receiver = match &callee.kind {
            ExprKind::Member { object, .. } => Some(&**object),
            _ => None,
        };
        match name {
            // The text comes first, its arguments after it.
            "format!" | "Sprintf" | "sprintf" | "concat!" | "String.format" | "f"
                if first.is_some() && (name != "f") =>
            {
                if name == "concat!" {
                    return self.joined(
                        Items { values: args.iter().map(|arg| &arg.value).collect(), file, grown: Vec::new() },
                        "",
                        depth,
                    );
                }
                let text = self.fold_in(first?, file, depth + 1)?;
                Some(self.filled(&text, args.get(1..).unwrap_or_default(), file, depth))
            }
            "format" | "formatted" => {
                // `"…".format(x)` or `String.format("…", x)`
                if let Some(text) = receiver.and_then(|receiver| self.fold_in(receiver, file, depth + 1)) {
                    return Some(self.filled(&text, args, file, depth));
                }
                let text = self.fold_in(first?, file, depth + 1)?;
                Some(self.filled(&text, args.get(1..).unwrap_or_default(), file, depth))
            }
            // `strings.Join(columns, ", ")`, `implode(", ", $columns)`
            "Join" | "implode" if args.len() == 2 => {
                let (items, separator) = if name == "Join" { (&args[0], &args[1]) } else { (&args[1], &args[0]) };
                // C#'s `string.Join(", ", columns)` has them the other way round.
                let (items, separator) = match self.list(&items.value, file, depth) {
                    Some(items) => (items, separator),
                    None => (self.list(&separator.value, file, depth)?, items),
                };
                let separator = self.fold_in(&separator.value, file, depth + 1)?;
                self.joined(items, &separator.text, depth)
            }
            "join" => {
                // `[…].join(", ")`, or Python's `", ".join([…])`
                if let Some(items) = receiver.and_then(|receiver| self.list(receiver, file, depth)) {
                    let separator = first
                        .and_then(|first| self.fold_in(first, file, depth + 1))
                        .map_or(",".into(), |text| text.text);
                    return self.joined(items, &separator, depth);
                }
                let items = self.list(first?, file, depth)?;
                let separator = self.fold_in(receiver?, file, depth + 1)?;
                self.joined(items, &separator.text, depth)
            }
            // ``sql`email = ${x}` ``, ``sql.fragment`id, email` ``
            "sql" | "fragment" | "unsafe" | "raw"
                if file.language.name == "javascript"
                    && (name == "sql" || receiver.and_then(Expr::last_name) == Some("sql")) =>
            {
                self.fold_in(first?, file, depth + 1)
            }
            // psycopg's `sql.SQL("… {}").format(sql.Identifier("users"))`
            "SQL" | "Identifier" if file.language.name == "python" => self.fold_in(first?, file, depth + 1),
            // `pgx.Identifier{"app", "users"}.Sanitize()`, `pq.QuoteIdentifier("users")`
            "Sanitize" if receiver.is_some_and(is_identifier) => {
                self.joined(self.list(receiver?, file, depth)?, ".", depth)
            }
            "QuoteIdentifier" => self.fold_in(first?, file, depth + 1),
            // The text itself, trimmed or marked.
            "strip" | "trim" | "squish" | "freeze" | "strip_heredoc" | "trimIndent" | "trimMargin" | "stripMargin"
            | "to_string" | "to_owned" | "into" | "String" | "html_safe" | "dedent" | "as_str" | "stripIndent"
            | "strip_margin" | "from" => match receiver {
                Some(receiver) if !matches!(receiver.kind, ExprKind::Name(_)) || first.is_none() => {
                    self.fold_in(receiver, file, depth + 1)
                }
                _ => self.fold_in(first?, file, depth + 1),
            },
            _ => None,
        }
    }

    /// What is printed by a format and its arguments.
    pub fn printed(&self, args: &'a [Arg]) -> Option<Folded> {
        let (first, rest) = args.split_first()?;
        Some(self.filled(&self.fold(&first.value)?, rest, self.file, 0))
    }

    /// `"… %s" % (x, y)`: placeholders of what is not known stay, the SQL reader knows them.
    fn percent(&self, text: &Folded, values: &'a Expr, file: &'a CodeFile, depth: usize) -> Folded {
        let values: Vec<&Expr> = match &values.kind {
            ExprKind::List(items) | ExprKind::Seq(items) => items.iter().collect(),
            ExprKind::Map(_) => return text.clone(),
            _ => vec![values],
        };
        let mut out = Folded::default();
        let mut copied = 0;
        for (at, value) in text.text.match_indices("%s").map(|(at, _)| at).zip(values) {
            if let Some(value) = self.fold_in(value, file, depth + 1) {
                out.append(&text.slice(copied..at));
                out.append(&value);
                copied = at + 2;
            }
        }
        out.append(&text.slice(copied..text.text.len()));
        out
    }

    /// A format string with its arguments in place: `{}`, `{name}`, `%s`, `%d`, `%v`, `%[1]s`. What has no known argument stays a hole.
    fn filled(&self, text: &Folded, args: &'a [Arg], file: &'a CodeFile, depth: usize) -> Folded {
        let mut out = Folded::default();
        let bytes = text.text.as_bytes();
        let mut copied = 0;
        let mut at = 0;
        let mut next = 0;
        let copy = |out: &mut Folded, range: Range<usize>| out.append(&text.slice(range));
        while at < bytes.len() {
            let (end, argument) = match bytes[at] {
                b'{' if bytes.get(at + 1) == Some(&b'{') => {
                    at += 2;
                    continue;
                }
                b'{' => match text.text[at..].find('}') {
                    Some(close) => {
                        let inner = text.text[at + 1..at + close].split([':', '!']).next().unwrap_or_default().trim();
                        if !inner.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '.') {
                            at += 1;
                            continue;
                        }
                        let argument = if inner.is_empty() {
                            next += 1;
                            args.iter().filter(|arg| arg.name.is_none()).nth(next - 1).map(|arg| &arg.value)
                        } else if let Ok(number) = inner.parse::<usize>() {
                            args.get(number).map(|arg| &arg.value)
                        } else {
                            let given =
                                args.iter().find(|arg| arg.name.as_deref() == Some(inner)).map(|arg| &arg.value);
                            if given.is_none()
                                && let Some(folded) = self.name(inner, file, depth + 1)
                            {
                                copy(&mut out, copied..at);
                                out.append(&folded);
                                at += close + 1;
                                copied = at;
                                continue;
                            }
                            given
                        };
                        (at + close + 1, argument)
                    }
                    None => break,
                },
                b'%' if matches!(bytes.get(at + 1), Some(b's' | b'd' | b'v' | b'q' | b't')) => {
                    next += 1;
                    (at + 2, args.iter().filter(|arg| arg.name.is_none()).nth(next - 1).map(|arg| &arg.value))
                }
                _ => {
                    at += 1;
                    continue;
                }
            };
            copy(&mut out, copied..at);
            match argument.and_then(|argument| self.fold_in(argument, file, depth + 1)) {
                Some(folded) => out.append(&folded),
                None => out.glue("\u{fffc}"),
            }
            at = end;
            copied = end;
        }
        copy(&mut out, copied..bytes.len());
        out
    }
}
