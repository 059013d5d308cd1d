//! What every language file yields, the same for all languages: a small common tree of expressions, and the functions, classes and
//! imports that hold them.
//!
//! A language lowers its own syntax tree to this one. It keeps what can name a table or a column (strings, members, calls, keys,
//! literals of objects and structs, assignments, declarations with their types and annotations) and flattens the rest into
//! [`ExprKind::Seq`], children in source order, so that nothing in them is lost. All ranges are bytes of the file.

use std::ops::Range;

/// The facts of one file.
#[derive(Clone, Debug, Default)]
pub struct CodeFacts {
    /// Statements at the top level that are not declarations: assignments of constants, calls.
    pub top: Vec<Expr>,
    /// Functions and methods, nested ones too, in source order. The bodies of nested named functions and of methods are only in their own
    /// entry; lambdas and anonymous functions stay in the tree as [`ExprKind::Lambda`].
    pub functions: Vec<Function>,
    /// Classes, structs, interfaces, enums, modules, records, type aliases of object types; nested ones too, in source order.
    pub classes: Vec<Class>,
    pub imports: Vec<Import>,
    /// Parts whose errors are taken up, in no order.
    pub guards: Vec<Guard>,
    /// Parts that did not parse; with any, the tree may lack something and the file is read as text as well.
    pub errors: Vec<Range<usize>>,
}

impl CodeFacts {
    /// The variables and constants of the top level with their values, those of groups (Go's `const ( … )`) as well, in source order.
    pub fn assigned(&self) -> Vec<(&str, &Expr)> {
        let mut found = Vec::new();
        let mut waiting: Vec<&Expr> = self.top.iter().rev().collect();
        while let Some(expr) = waiting.pop() {
            match &expr.kind {
                ExprKind::Seq(items) => waiting.extend(items.iter().rev()),
                ExprKind::Assign { target, value, .. } => {
                    found.extend(target.as_name().map(|name| (name, &**value)));
                }
                _ => {}
            }
        }
        found
    }
}

/// A part of the code with what takes up its errors: a `try` with its handlers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Guard {
    pub body: Range<usize>,
    /// In the order in which they are asked.
    pub catches: Vec<Catch>,
}

/// One handler.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Catch {
    /// The types that it takes, as written; empty: every error.
    pub types: Vec<String>,
    pub range: Range<usize>,
    pub does: Does,
}

/// What a handler makes of an error, by the words that stand in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Does {
    /// The code goes on as if nothing had been.
    #[default]
    GoesOn,
    /// It gives an answer of its own.
    Answers,
    /// It throws again, at least on some ways.
    Rethrows,
    /// It ends the process.
    Ends,
}

/// `import a.b as c`, `use a::b::C`, `import { x as y } from "m"`, `require "x"`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Import {
    /// The module or the full path, as written: `a.b`, `crate::schema::users`, `./models/user`.
    pub module: String,
    /// The name inside the module, where one is picked: `x`. `*` for all of them.
    pub name: Option<String>,
    /// The name it has in this file: `y`; for a whole module its last part.
    pub local: String,
    pub range: Range<usize>,
}

#[derive(Clone, Debug, Default)]
pub struct Function {
    pub name: String,
    /// With its class and outer functions: `AuthService.login`.
    pub symbol: String,
    /// Index into [`CodeFacts::classes`]. For Go and Rust: the receiver's type, if the file declares it.
    pub class: Option<usize>,
    /// The receiver's or class's name also where the file does not declare it: `User` in `func (u *User) …` or `impl User`.
    pub owner: Option<String>,
    pub params: Vec<Param>,
    pub returns: Option<String>,
    /// Decorators, annotations, attributes, as calls or names.
    pub decorators: Vec<Expr>,
    pub body: Vec<Expr>,
    pub is_static: bool,
    pub name_range: Range<usize>,
    pub range: Range<usize>,
}

#[derive(Clone, Debug, Default)]
pub struct Param {
    pub name: String,
    pub type_text: Option<String>,
    pub default: Option<Expr>,
    pub range: Range<usize>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ClassKind {
    #[default]
    Class,
    Struct,
    Interface,
    Enum,
    Module,
    /// `type X = { … }`
    Alias,
}

#[derive(Clone, Debug, Default)]
pub struct Class {
    pub name: String,
    /// With outer classes and modules: `Outer.User`, `Admin::User` as `Admin.User`.
    pub symbol: String,
    pub kind: ClassKind,
    /// Index of the class around it.
    pub outer: Option<usize>,
    /// Super classes, interfaces, mixins, embedded structs; in Rust the trait names of `impl Trait for X` are not here.
    pub bases: Vec<Expr>,
    /// Decorators, annotations, attributes (`#[derive(FromRow)]` is a call of `derive`; `#[diesel(table_name = users)]` a call of
    /// `diesel` with a named argument).
    pub decorators: Vec<Expr>,
    pub fields: Vec<Field>,
    /// What else stands in the body of the class: `validates :email`, `__table_args__ = …`, `has_many :posts`.
    pub body: Vec<Expr>,
    pub name_range: Range<usize>,
    pub range: Range<usize>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FieldKind {
    #[default]
    Field,
    /// A computed property or getter without a stored value.
    Getter,
    /// A variant of an enum.
    Variant,
}

#[derive(Clone, Debug, Default)]
pub struct Field {
    pub name: String,
    pub kind: FieldKind,
    pub type_text: Option<String>,
    /// Annotations, attributes, decorators. A Go tag `db:"email,omitempty"` is a call of `db` with the string as its argument, whose
    /// range is that of the string inside the tag.
    pub decorators: Vec<Expr>,
    /// The initialiser: `Column(String)`, `models.CharField()`.
    pub value: Option<Expr>,
    pub is_static: bool,
    pub name_range: Range<usize>,
    pub range: Range<usize>,
}

/// A node of the common tree.
#[derive(Clone, Debug, Default)]
pub struct Expr {
    pub kind: ExprKind,
    pub range: Range<usize>,
}

#[derive(Clone, Debug, Default)]
pub enum ExprKind {
    /// An identifier: `users`, `self`, `@user` (Ruby, with its sigil left out and `Member` of `self`), `$user` (PHP, without `$`).
    Name(String),
    /// A string, with its holes where it is interpolated.
    Str(Text),
    /// A Ruby symbol `:email`, an atom, a C# `nameof(X)`: a name used as a value.
    Symbol(String),
    /// A number, boolean, null or regular expression, as written.
    Literal(String),
    /// `a.b`, `a::b`, `a->b`, `a?.b`. Rust paths and PHP statics too.
    Member {
        object: Box<Expr>,
        name: String,
        name_range: Range<usize>,
    },
    /// `a[i]`
    Index {
        object: Box<Expr>,
        index: Box<Expr>,
    },
    /// `f(a, k=b)`. A Ruby block, a Kotlin or Groovy trailing lambda is the last argument. A Ruby call without parentheses, with arguments or a
    /// block, is a call; without them it reads like an attribute (`user.email`) and is a member. A Rust macro is a call of `name!`, its tokens parsed as expressions where they are such. A tagged template
    /// is a call of the tag with the string. A JSX element is a call of its tag with named arguments.
    Call {
        callee: Box<Expr>,
        type_args: Vec<String>,
        args: Vec<Arg>,
    },
    /// `new T(a)`, `T { f: v }`, `T{f: v}`, `new T { F = v }`. Fields are named arguments; `..rest` an argument named `..`.
    New {
        type_name: String,
        type_args: Vec<String>,
        args: Vec<Arg>,
    },
    /// An object literal, dictionary, hash or keyword list.
    Map(Vec<Entry>),
    /// A list, array, tuple or set.
    List(Vec<Expr>),
    Lambda {
        params: Vec<Param>,
        body: Vec<Expr>,
    },
    /// `a = v`, `let a: T = v`, `a := v`, `const a = v`. `declares`: a variable comes into being here. For `a, b = f()` and patterns the
    /// target is a list; `const { x: y } = v` has a `Map` target. `op` is `=`, or `+=` and its like.
    Assign {
        target: Box<Expr>,
        type_text: Option<String>,
        op: &'static str,
        declares: bool,
        value: Box<Expr>,
    },
    /// `left op right`; `op` as written (`+`, `==`, `.` for PHP's concatenation, `and` …).
    Binary {
        op: String,
        left: Box<Expr>,
        right: Box<Expr>,
    },
    /// The value that the function gives back.
    Return(Box<Expr>),
    /// Anything else, with what it holds in source order: conditions, loops, blocks, unary operators, awaits, casts.
    Seq(Vec<Expr>),
    #[default]
    Empty,
}

/// An argument of a call or constructor.
#[derive(Clone, Debug, Default)]
pub struct Arg {
    /// Keyword, label or field name.
    pub name: Option<String>,
    pub name_range: Range<usize>,
    pub value: Expr,
}

/// An entry of a map. A spread (`...x`, `**x`) has the key [`Key::Spread`].
#[derive(Clone, Debug)]
pub struct Entry {
    pub key: Key,
    pub key_range: Range<usize>,
    pub value: Expr,
}

#[derive(Clone, Debug)]
pub enum Key {
    /// `email:`, `"email":`, `:email =>`, `[email]` in JavaScript only if it is a string.
    Name(String),
    /// Anything that has to be computed.
    Computed(Box<Expr>),
    Spread,
}

/// The text of a string literal: pieces, and holes between them.
#[derive(Clone, Debug, Default)]
pub struct Text {
    pub parts: Vec<TextPart>,
}

#[derive(Clone, Debug)]
pub enum TextPart {
    /// `value` is decoded; `range` are the bytes in the file without quotes. Where both have the same length, they correspond byte by byte.
    /// Long literals with escapes are split into several pieces so that as much as possible does.
    Piece { value: String, range: Range<usize> },
    /// `${x}`, `#{x}`, `{x}`, `$x`; also a positional `{}` of a format string is left inside a piece, as the language does not say
    /// whether the string is one.
    Hole(Box<Expr>),
}

impl Text {
    /// The text, if it has no hole.
    pub fn plain(&self) -> Option<String> {
        let mut text = String::new();
        for part in &self.parts {
            match part {
                TextPart::Piece { value, .. } => text.push_str(value),
                TextPart::Hole(_) => return None,
            }
        }
        Some(text)
    }
}

impl Expr {
    /// A node.
    pub fn new(kind: ExprKind, range: Range<usize>) -> Self {
        Self { kind, range }
    }

    /// What a chain of operators is made of, in order: `a`, `b` and `c` of `a + (b + c)`. How it is nested is no depth, as a query of thirty lines may be thirty
    /// texts with `+` between them; all that follows the first few thousand is left out.
    pub fn operands(&self, of: impl Fn(&str) -> bool) -> Vec<&Expr> {
        const MOST: usize = 4_000;
        let (mut found, mut waiting) = (Vec::new(), vec![self]);
        while let Some(expr) = waiting.pop().filter(|_| found.len() < MOST) {
            match &expr.kind {
                ExprKind::Binary { op, left, right } if of(op) => waiting.extend([&**right, &**left]),
                ExprKind::Seq(items) if items.len() == 1 => waiting.extend(items.first()),
                _ => found.push(expr),
            }
        }
        found
    }

    /// The name, if it is a plain identifier.
    pub fn as_name(&self) -> Option<&str> {
        match &self.kind {
            ExprKind::Name(name) => Some(name),
            _ => None,
        }
    }

    /// The text of a string without holes, or of a symbol.
    pub fn as_text(&self) -> Option<String> {
        match &self.kind {
            ExprKind::Str(text) => text.plain(),
            ExprKind::Symbol(name) => Some(name.clone()),
            _ => None,
        }
    }

    /// The text of a string of one piece, or of a symbol, as it stands here.
    pub fn as_word(&self) -> Option<&str> {
        match &self.kind {
            ExprKind::Str(Text { parts }) => match parts.as_slice() {
                [TextPart::Piece { value, .. }] => Some(value),
                _ => None,
            },
            ExprKind::Symbol(name) => Some(name),
            _ => None,
        }
    }

    /// The last part of a dotted path or the plain name: `String` of `sa.String`, `users` of `crate::schema::users`.
    pub fn last_name(&self) -> Option<&str> {
        match &self.kind {
            ExprKind::Name(name) => Some(name),
            ExprKind::Member { name, .. } => Some(name),
            _ => None,
        }
    }

    /// The whole dotted path of names, joined by `.`: `models.CharField`; `None` if something else than names is in it.
    pub fn path(&self) -> Option<String> {
        match &self.kind {
            ExprKind::Name(name) => Some(name.clone()),
            ExprKind::Member { object, name, .. } => Some(format!("{}.{name}", object.path()?)),
            _ => None,
        }
    }

    /// The direct children, in source order.
    pub fn children(&self) -> Vec<&Expr> {
        let mut all = Vec::new();
        self.each_child(|child| all.push(child));
        all
    }

    /// Calls `visit` for each direct child, in source order: walks that see every node take no list for each.
    pub fn each_child<'a>(&'a self, mut visit: impl FnMut(&'a Expr)) {
        match &self.kind {
            ExprKind::Name(_) | ExprKind::Symbol(_) | ExprKind::Literal(_) | ExprKind::Empty => {}
            ExprKind::Str(text) => {
                for part in &text.parts {
                    if let TextPart::Hole(hole) = part {
                        visit(hole);
                    }
                }
            }
            ExprKind::Member { object, .. } => visit(object),
            ExprKind::Index { object, index } => {
                visit(object);
                visit(index);
            }
            ExprKind::Call { callee, args, .. } => {
                visit(callee);
                args.iter().for_each(|arg| visit(&arg.value));
            }
            ExprKind::New { args, .. } => args.iter().for_each(|arg| visit(&arg.value)),
            ExprKind::Map(entries) => {
                for entry in entries {
                    if let Key::Computed(key) = &entry.key {
                        visit(key);
                    }
                    visit(&entry.value);
                }
            }
            ExprKind::List(items) | ExprKind::Seq(items) => items.iter().for_each(visit),
            ExprKind::Lambda { params, body } => {
                params.iter().filter_map(|param| param.default.as_ref()).for_each(&mut visit);
                body.iter().for_each(visit);
            }
            ExprKind::Assign { target, value, .. } => {
                visit(target);
                visit(value);
            }
            ExprKind::Binary { left, right, .. } => {
                visit(left);
                visit(right);
            }
            ExprKind::Return(value) => visit(value),
        }
    }

    /// Calls `visit` for this node and everything below it, parents first; not below a node for which it answers `false`.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Expr) -> bool) {
        if visit(self) {
            self.each_child(|child| child.walk(visit));
        }
    }
}
