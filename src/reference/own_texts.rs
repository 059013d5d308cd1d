//! Texts that an object holds: `this.table` is what its class says, or what its constructor is given, and never what another class holds under that name.

use crate::lang::facts::{Arg, Class, Expr, ExprKind, Function};
use crate::orm::CodeFile;

use super::constants::{Constant, Constants};

/// How many classes are gone up.
const MOST_BASES: usize = 8;

/// What is known of an attribute of the object itself.
pub(super) enum Own<'a> {
    Text(Constant<'a>),
    /// The class has it, and what it holds is not told; or the class and its bases have no such attribute.
    Unknown,
}

/// What `object.name` at a place of a file holds; `None`: the object is not the one whose class this is.
pub(super) fn of<'a>(
    constants: &Constants<'a>,
    file: &'a CodeFile,
    object: &Expr,
    name: &str,
    at: usize,
) -> Option<Own<'a>> {
    let own_name = object.as_name()?;
    if file.language.name == "go" {
        return of_receiver(constants, file, own_name, name, at);
    }
    if !matches!(own_name, "this" | "self" | "cls" | "static") {
        return None;
    }
    let classes = file.facts.classes.iter().enumerate().filter(|(_, class)| class.range.contains(&at));
    let (class, _) = classes.min_by_key(|(_, class)| class.range.len())?;
    let mut chain: Vec<(&'a CodeFile, usize)> = vec![(file, class)];
    let mut known = true;
    while let Some((file, class)) = chain.last().copied().filter(|_| chain.len() <= MOST_BASES) {
        match held(file, class, name) {
            Held::Text(value) => return Some(Own::Text(Constant { file, value })),
            Held::Given(position) => {
                let below = chain.get(chain.len().wrapping_sub(2)).copied();
                let given = below.and_then(|(file, class)| Some((file, handed(file, class)?.get(position)?)));
                let text = given.filter(|(_, arg)| arg.name.is_none());
                return Some(text.map_or(Own::Unknown, |(file, arg)| Own::Text(Constant { file, value: &arg.value })));
            }
            Held::Other => return Some(Own::Unknown),
            Held::Nothing => {}
        }
        let own = &file.facts.classes[class];
        let base = own.bases.iter().find_map(|base| constants.class(file, base_name(base)?));
        known &= base.is_some() || own.bases.is_empty();
        match base.filter(|(of, at)| !chain.iter().any(|(file, own)| std::ptr::eq(*file, *of) && own == at)) {
            Some(base) => chain.push(base),
            None => break,
        }
    }
    // A base that is not here may have it.
    known.then_some(Own::Unknown)
}

fn base_name(base: &Expr) -> Option<&str> {
    match &base.kind {
        ExprKind::Call { callee, .. } => callee.last_name(),
        _ => base.last_name(),
    }
}

/// `r.table` of a method whose receiver is `r`: what the literals of its struct give.
fn of_receiver<'a>(
    constants: &Constants<'a>,
    file: &'a CodeFile,
    object: &str,
    name: &str,
    at: usize,
) -> Option<Own<'a>> {
    let function = file.facts.functions.iter().find(|one| one.owner.is_some() && one.range.contains(&at))?;
    let owner = function.owner.as_deref().filter(|_| function.params.first().is_some_and(|one| one.name == object))?;
    let given = constants.fields_of(file, owner, name);
    let (first, rest) = given.split_first()?;
    let text = first.value.as_text();
    match text.is_some() && rest.iter().all(|one| one.value.as_text() == text) {
        true => Some(Own::Text(*first)),
        false => Some(Own::Unknown),
    }
}

enum Held<'a> {
    Text(&'a Expr),
    /// A parameter of the constructor, by its position.
    Given(usize),
    Other,
    Nothing,
}

/// What a class says that its objects hold under a name.
fn held<'a>(file: &'a CodeFile, class: usize, name: &str) -> Held<'a> {
    let Some(own) = file.facts.classes.get(class) else { return Held::Nothing };
    let field = own.fields.iter().find(|field| field.name == name);
    if let Some(value) = field.and_then(|field| field.value.as_ref()) {
        return Held::Text(value);
    }
    if let Some(value) = own.body.iter().find_map(|expr| assigned(expr, name)) {
        return Held::Text(value);
    }
    for constructor in constructors(file, class, own) {
        let Some(value) = constructor.body.iter().find_map(|expr| set(expr, name)) else { continue };
        let position = value.as_name().and_then(|value| {
            let params = constructor.params.iter().filter(|param| !matches!(param.name.as_str(), "self" | "cls"));
            params.into_iter().position(|param| param.name == value)
        });
        return match position {
            Some(position) => Held::Given(position),
            None => Held::Text(value),
        };
    }
    if field.is_some() { Held::Other } else { Held::Nothing }
}

fn constructors<'a>(file: &'a CodeFile, class: usize, own: &'a Class) -> impl Iterator<Item = &'a Function> {
    let names = ["constructor", "__init__", "__construct", "initialize", own.name.as_str()];
    file.facts.functions.iter().filter(move |one| one.class == Some(class) && names.contains(&one.name.as_str()))
}

/// `table = "users"` in the body of a class.
fn assigned<'a>(expr: &'a Expr, name: &str) -> Option<&'a Expr> {
    match &expr.kind {
        ExprKind::Assign { target, value, .. } if target.as_name() == Some(name) => Some(value),
        _ => None,
    }
}

/// `this.table = "users"` in the body of a constructor.
fn set<'a>(expr: &'a Expr, name: &str) -> Option<&'a Expr> {
    let mut found = None;
    expr.walk(&mut |inner| {
        if let ExprKind::Assign { target, value, .. } = &inner.kind
            && let ExprKind::Member { object, name: own, .. } = &target.kind
            && own == name
            && matches!(object.as_name(), Some("this" | "self"))
        {
            found.get_or_insert(&**value);
        }
        found.is_none()
    });
    found
}

/// What the constructor of a class hands on to that of its base: `super(db, "users")`, `super().__init__(db, "users")`, `parent::__construct(…)`, or what the
/// list of bases says (`class Users : Repo(db, "users")`).
fn handed(file: &CodeFile, class: usize) -> Option<&[Arg]> {
    let own = file.facts.classes.get(class)?;
    let in_list = own.bases.iter().find_map(|base| match &base.kind {
        ExprKind::Call { args, .. } => Some(args.as_slice()),
        _ => None,
    });
    let mut found = in_list;
    for expr in constructors(file, class, own).flat_map(|constructor| &constructor.body) {
        expr.walk(&mut |inner| {
            if let ExprKind::Call { callee, args, .. } = &inner.kind {
                let is_base = match &callee.kind {
                    ExprKind::Name(name) => name == "super",
                    ExprKind::Member { object, name, .. } => {
                        let called = match &object.kind {
                            ExprKind::Call { callee, .. } => callee.as_name(),
                            _ => object.as_name(),
                        };
                        matches!(name.as_str(), "__init__" | "__construct")
                            && matches!(called, Some("super" | "parent"))
                    }
                    _ => false,
                };
                if is_base {
                    found.get_or_insert(args.as_slice());
                }
            }
            found.is_none()
        });
    }
    found
}
