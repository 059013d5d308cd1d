//! What the languages read by tree-sitter share: the walk over a syntax tree that gathers [`CodeFacts`], and the building blocks of the
//! common tree. It knows no language; a grammar says through one function how its nodes become expressions.

mod build;

use std::cell::Cell;
use std::collections::HashMap;
use std::ops::{ControlFlow, Range};

use tree_sitter::{Language, Node, ParseOptions, ParseState, Parser, Point, Tree};

pub use build::*;

use super::guard::{LONGEST, last_line};

use super::facts::{Class, CodeFacts, Expr, ExprKind, Function, Text, TextPart};

/// Nesting below which a part of a file is flattened: it keeps hostile input from overflowing the stack, here and in every later walk.
const MAX_DEPTH: usize = 184;

/// What a parser may report of its progress, once every hundred operations: real files need one report for some 200 bytes.
const FEWEST_STEPS: usize = 2_000;
const BYTES_A_STEP: usize = 10;

/// A parser is handed this much of a file at once, so that it is seen how often it goes over it.
const CHUNK: usize = 1024;
/// How many chunks it may ask for: real files need each a few times, a comment that opens thousands of times and never closes needs each as often.
const FEWEST_READS: usize = 2_000;
const READS_OF_A_CHUNK: usize = 50;

/// How a grammar's node becomes an expression.
pub type LowerFn = for<'t, 'n> fn(&mut Lower<'t>, Node<'n>) -> Expr;

/// A file while it is being lowered.
pub struct Lower<'t> {
    pub text: &'t str,
    pub facts: CodeFacts,
    /// The innermost class around the node in hand.
    pub class: Option<usize>,
    /// Names of the classes and functions around it, outermost first.
    pub scope: Vec<String>,
    /// Bodies of strings that stand elsewhere than their beginning, by where they begin: Ruby's here documents.
    pub remote: HashMap<usize, Node<'t>>,
    /// Objects from which the part of a chain in hand goes on, innermost last: `a` in C#'s `a?.B`.
    pub receivers: Vec<Expr>,
    depth: usize,
    lower: LowerFn,
}

/// Parses the text and lets `root` gather facts from the tree. `lower` is how expressions of this grammar are made.
pub fn facts(
    text: &str,
    language: &Language,
    lower: LowerFn,
    root: impl for<'t> FnOnce(&mut Lower<'t>, Node<'t>),
) -> CodeFacts {
    if text.len() > LONGEST {
        let rest = last_line(text);
        let mut facts = facts(text.get(..rest).unwrap_or_default(), language, lower, root);
        facts.errors.push(rest..text.len());
        return facts;
    }
    let mut parser = Parser::new();
    let tree = parser.set_language(language).ok().and_then(|()| parse(&mut parser, text));
    let Some(tree) = tree else {
        let mut facts = CodeFacts::default();
        facts.errors.push(0..text.len());
        return facts;
    };
    let mut low = Lower {
        text,
        facts: CodeFacts::default(),
        class: None,
        scope: Vec::new(),
        remote: HashMap::new(),
        receivers: Vec::new(),
        depth: 0,
        lower,
    };
    root(&mut low, tree.root_node());
    low.collect_errors(tree.root_node());
    let mut facts = low.facts;
    facts.guards = super::handlers::of_tree(text, tree.root_node());
    facts.functions.sort_by_key(|function| function.range.start);
    facts.errors.sort_by_key(|range| (range.start, range.end));
    facts.errors.dedup();
    facts
}

/// The syntax tree; `None` if the parser takes steps, or reads, out of all proportion to the text, as ambiguous grammars do on marks that never close.
fn parse(parser: &mut Parser, text: &str) -> Option<Tree> {
    let most = FEWEST_STEPS + text.len() / BYTES_A_STEP;
    let mut steps = 0;
    let most_reads = FEWEST_READS + text.len() / CHUNK * READS_OF_A_CHUNK;
    let reads = Cell::new(0);
    let mut go_on = |_: &ParseState| {
        steps += 1;
        if steps > most || reads.get() > most_reads { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let mut read = |at: usize, _: Point| {
        reads.set(reads.get() + 1);
        // Beyond that it sees the end of the file, until it is stopped.
        let end = if reads.get() > most_reads { at } else { text.len().min(at.saturating_add(CHUNK)) };
        text.as_bytes().get(at..end).unwrap_or_default()
    };
    let tree = parser.parse_with_options(&mut read, None, Some(ParseOptions::new().progress_callback(&mut go_on)));
    tree.filter(|_| reads.get() <= most_reads)
}

impl<'t> Lower<'t> {
    /// The source text of a node.
    pub fn text(&self, node: Node<'_>) -> &'t str {
        self.slice(node.byte_range())
    }

    /// The source text of a range.
    pub fn slice(&self, range: Range<usize>) -> &'t str {
        self.text.get(range).unwrap_or_default()
    }

    /// The node as an expression. Parentheses vanish; below [`MAX_DEPTH`] the structure does too, but nothing that it names.
    pub fn expr(&mut self, node: Node<'_>) -> Expr {
        let node = unwrapped(node);
        if self.depth >= MAX_DEPTH {
            return self.flat(node);
        }
        self.depth += 1;
        let expr = (self.lower)(self, node);
        self.depth -= 1;
        expr
    }

    /// The node of a field as an expression; [`ExprKind::Empty`] where it is missing.
    pub fn field(&mut self, node: Node<'_>, name: &str) -> Expr {
        match node.child_by_field_name(name) {
            Some(child) => self.expr(child),
            None => Expr::new(ExprKind::Empty, node.start_byte()..node.start_byte()),
        }
    }

    /// The same, boxed.
    pub fn boxed(&mut self, node: Node<'_>, name: &str) -> Box<Expr> {
        Box::new(self.field(node, name))
    }

    /// The text of a field.
    pub fn field_text(&self, node: Node<'_>, name: &str) -> Option<&'t str> {
        node.child_by_field_name(name).map(|child| self.text(child))
    }

    /// A counted step down for lowering that recurses without [`Lower::expr`]; `None` (and an error recorded) where it is too deep.
    pub fn deeper<T>(&mut self, node: Node<'_>, step: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.depth >= MAX_DEPTH {
            self.facts.errors.push(node.byte_range());
            return None;
        }
        self.depth += 1;
        let value = step(self);
        self.depth -= 1;
        Some(value)
    }

    /// Runs `step` with `name` added to the scope, and `class` as the innermost class.
    pub fn inside<T>(&mut self, name: &str, class: Option<usize>, step: impl FnOnce(&mut Self) -> T) -> T {
        let before = std::mem::replace(&mut self.class, class);
        self.scope.push(name.to_owned());
        let value = step(self);
        self.scope.pop();
        self.class = before;
        value
    }

    /// `name` with the scope before it.
    pub fn symbol(&self, name: &str) -> String {
        let mut symbol = String::new();
        for part in self.scope.iter().map(String::as_str).chain([name]) {
            if !symbol.is_empty() && !part.is_empty() {
                symbol.push('.');
            }
            symbol.push_str(part);
        }
        symbol
    }

    /// Registers a class and gives its index; `name` may be written with `::` or `.`.
    pub fn open_class(&mut self, class: Class) -> usize {
        let class = Class { symbol: self.symbol(&class.name), outer: self.class, ..class };
        self.facts.classes.push(class);
        self.facts.classes.len() - 1
    }

    /// The registered class.
    pub fn class_mut(&mut self, index: usize) -> Option<&mut Class> {
        self.facts.classes.get_mut(index)
    }

    /// A function of the scope in hand, without parameters and body.
    pub fn function(&self, name: &str, name_range: Range<usize>, node: Node<'_>) -> Function {
        let owner = self.class.and_then(|index| self.facts.classes.get(index)).map(|class| class.name.clone());
        Function {
            name: name.to_owned(),
            symbol: self.symbol(name),
            class: self.class,
            owner: owner.filter(|name| !name.is_empty()),
            name_range,
            range: node.byte_range(),
            ..Function::default()
        }
    }

    /// Every named child as an expression, in source order, those without content left out.
    pub fn children(&mut self, node: Node<'_>) -> Vec<Expr> {
        named(node).into_iter().map(|child| self.expr(child)).filter(|expr| !is_empty(expr)).collect()
    }

    /// [`ExprKind::Seq`] of the named children: the lowering of everything that has no node of its own.
    pub fn seq(&mut self, node: Node<'_>) -> Expr {
        let items = self.children(node);
        seq_of(items, node.byte_range())
    }

    /// The only named child, or a sequence of them.
    pub fn inner(&mut self, node: Node<'_>) -> Expr {
        let mut items = self.children(node);
        match items.len() {
            1 => items.swap_remove(0),
            _ => seq_of(items, node.byte_range()),
        }
    }

    /// The identifier as a name.
    pub fn name(&self, node: Node<'_>) -> Expr {
        Expr::new(ExprKind::Name(self.text(node).to_owned()), node.byte_range())
    }

    /// The literal as written.
    pub fn literal(&self, node: Node<'_>) -> Expr {
        Expr::new(ExprKind::Literal(self.text(node).to_owned()), node.byte_range())
    }

    /// `object.name`
    pub fn member(&self, node: Node<'_>, object: Expr, name: Node<'_>) -> Expr {
        let kind = ExprKind::Member {
            object: Box::new(object),
            name: self.text(name).to_owned(),
            name_range: name.byte_range(),
        };
        Expr::new(kind, node.byte_range())
    }

    /// A chain of one left-associative operator, however long, without recursion on its left side. `parts` gives the operands of a
    /// node with its operator's text, if it is such a node.
    pub fn binary<'n>(
        &mut self,
        node: Node<'n>,
        parts: impl Fn(&Self, Node<'n>) -> Option<(Node<'n>, String, Node<'n>)>,
    ) -> Expr {
        let mut chain = Vec::new();
        let mut left = node;
        while let Some((next, op, right)) = parts(self, left) {
            chain.push((left.byte_range(), op, right));
            left = unwrapped(next);
        }
        let mut expr = self.expr_or_seq(left, chain.is_empty());
        // A tree that leans left a thousand times would overflow whoever walks it; a list is what such a chain is.
        if chain.len() > MAX_DEPTH / 2 {
            let mut items = vec![expr];
            for (_, _, right) in chain.into_iter().rev() {
                items.push(self.expr(right));
            }
            return seq_of(items, node.byte_range());
        }
        for (range, op, right) in chain.into_iter().rev() {
            let right = Box::new(self.expr(right));
            expr = Expr::new(ExprKind::Binary { op, left: Box::new(expr), right }, range);
        }
        expr
    }

    /// A string from its parts: escapes are pieces of their own, nodes of the kinds in `holes` are holes, nodes of the kinds in `skipped`
    /// are no text, and everything else is a piece as written.
    pub fn string_parts(&mut self, node: Node<'_>, holes: &[&str], skipped: &[&str]) -> Vec<TextPart> {
        let mut parts = Vec::new();
        for part in named(node) {
            let kind = part.kind();
            if kind == "escape_sequence" {
                parts.push(piece(unescape(self.text(part)), part.byte_range()));
            } else if holes.contains(&kind) {
                let hole = self.deeper(part, |low| low.inner(part)).unwrap_or_default();
                parts.push(TextPart::Hole(Box::new(hole)));
            } else if !skipped.contains(&kind) && !part.byte_range().is_empty() {
                parts.push(piece(self.text(part), part.byte_range()));
            }
        }
        parts
    }

    fn expr_or_seq(&mut self, node: Node<'_>, same: bool) -> Expr {
        if same { self.seq(node) } else { self.expr(node) }
    }

    /// What the leaves of a node name, without its structure.
    fn flat(&mut self, node: Node<'_>) -> Expr {
        self.facts.errors.push(node.byte_range());
        let mut items = Vec::new();
        let mut cursor = node.walk();
        loop {
            let here = cursor.node();
            if here.is_named() && here.child_count() == 0 && !here.is_extra() {
                items.extend(self.leaf(here));
            }
            if cursor.goto_first_child() || cursor.goto_next_sibling() {
                continue;
            }
            loop {
                if !cursor.goto_parent() {
                    return seq_of(items, node.byte_range());
                }
                if cursor.goto_next_sibling() {
                    break;
                }
            }
        }
    }

    fn leaf(&self, node: Node<'_>) -> Option<Expr> {
        let text = self.text(node);
        let kind = node.kind();
        let kind = if kind.contains("content") || kind.contains("string") || kind.contains("fragment") {
            ExprKind::Str(Text { parts: vec![TextPart::Piece { value: text.to_owned(), range: node.byte_range() }] })
        } else if text.starts_with(|first: char| first.is_alphabetic() || first == '_') {
            ExprKind::Name(text.to_owned())
        } else {
            return None;
        };
        Some(Expr::new(kind, node.byte_range()))
    }

    fn collect_errors(&mut self, root: Node<'_>) {
        if !root.has_error() {
            return;
        }
        let mut cursor = root.walk();
        loop {
            let here = cursor.node();
            if here.is_error() || here.is_missing() {
                self.facts.errors.push(here.byte_range());
            }
            let below = here.has_error() && !here.is_error();
            if (below && cursor.goto_first_child()) || cursor.goto_next_sibling() {
                continue;
            }
            loop {
                if !cursor.goto_parent() {
                    return;
                }
                if cursor.goto_next_sibling() {
                    break;
                }
            }
        }
    }
}

fn unwrapped(mut node: Node<'_>) -> Node<'_> {
    while node.kind() == "parenthesized_expression" && node.named_child_count() == 1 {
        match node.named_child(0) {
            Some(child) if !child.is_extra() => node = child,
            _ => break,
        }
    }
    node
}

/// The named children without comments.
pub fn named(node: Node<'_>) -> Vec<Node<'_>> {
    let mut cursor = node.walk();
    node.named_children(&mut cursor).filter(|child| !child.is_extra() || child.is_error()).collect()
}

/// The children of a field, in order, without the separators between them.
pub fn fields<'n>(node: Node<'n>, name: &str) -> Vec<Node<'n>> {
    let mut cursor = node.walk();
    node.children_by_field_name(name, &mut cursor).filter(Node::is_named).collect()
}

/// The first named child of one of the kinds.
pub fn child_of<'n>(node: Node<'n>, kinds: &[&str]) -> Option<Node<'n>> {
    let mut cursor = node.walk();
    node.children(&mut cursor).find(|child| kinds.contains(&child.kind()))
}

/// Whether a token or child of that kind stands directly below.
pub fn has(node: Node<'_>, kind: &str) -> bool {
    child_of(node, &[kind]).is_some()
}

#[cfg(test)]
pub mod tests;
