//! What schemas of ent have from elsewhere: mixins of other files and packages, mixins of mixins, embedded structs, and functions that give fields.
//!
//! ```go
//! func (User) Mixin() []ent.Mixin { return []ent.Mixin{mixin.Time{}, audit.Mixin{}, Recursive[base]{}} }
//! func (m Mixin) Fields() []ent.Field { return append(IDMixin{}.Fields(), commonFields()...) }
//! ```

use std::collections::{HashMap, HashSet};

use crate::lang::facts::{Class, Expr, ExprKind, Function};
use crate::source::Span;

use super::super::{Attribute, AttributeKind, CodeFile, Mapping};
use super::{ORM, fields_of, has_base, mapping, pascal};

/// How deep mixins that have mixins are followed.
const DEPTH: usize = 8;

/// A type or function, with the file that it stands in.
type Of<'f, T> = (&'f CodeFile, &'f T);

/// What Go's files declare, by the last part of the folder and the name.
struct World<'f> {
    types: HashMap<(&'f str, &'f str), Vec<Of<'f, Class>>>,
    functions: HashMap<(&'f str, &'f str), Vec<Of<'f, Function>>>,
    methods: HashMap<(&'f str, &'f str, &'f str), Vec<Of<'f, Function>>>,
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Of what several folders of one name declare, that of this folder, or the only one.
fn pick<'f, T>(all: Option<&Vec<Of<'f, T>>>, home: &str) -> Option<Of<'f, T>> {
    let all = all?;
    all.iter().find(|(file, _)| folder(file.path()) == home).or_else(|| all.first().filter(|_| all.len() == 1)).copied()
}

impl<'f> World<'f> {
    fn of(files: &[&'f CodeFile]) -> Self {
        let mut world = Self { types: HashMap::new(), functions: HashMap::new(), methods: HashMap::new() };
        for file in files.iter().copied().filter(|file| file.language.name == "go") {
            let home = folder(file.path());
            for class in file.facts.classes.iter().filter(|class| class.outer.is_none()) {
                world.types.entry((last(home), &class.name)).or_default().push((file, class));
            }
            for function in &file.facts.functions {
                match &function.owner {
                    Some(owner) => {
                        world.methods.entry((last(home), owner, &function.name)).or_default().push((file, function));
                    }
                    None => world.functions.entry((last(home), &function.name)).or_default().push((file, function)),
                }
            }
        }
        world
    }

    /// What a name in a file means: its folder's last part, the folder if it is the file's own, and the plain name.
    fn place<'n>(file: &'n CodeFile, name: &'n str) -> Option<(&'n str, &'n str, &'n str)> {
        let Some((package, name)) = name.split_once('.') else {
            let home = folder(file.path());
            return Some((last(home), home, name));
        };
        let import = file.facts.imports.iter().find(|import| import.local == package)?;
        Some((last(&import.module), "", name))
    }

    fn class(&self, file: &CodeFile, name: &str) -> Option<Of<'f, Class>> {
        let (package, home, name) = Self::place(file, name.trim_start_matches(['*', '&']))?;
        pick(self.types.get(&(package, name)), home)
    }

    fn function(&self, file: &CodeFile, name: &str) -> Option<Of<'f, Function>> {
        let (package, home, name) = Self::place(file, name)?;
        pick(self.functions.get(&(package, name)), home)
    }

    fn method(&self, (file, class): Of<'f, Class>, name: &str) -> Option<Of<'f, Function>> {
        let home = folder(file.path());
        pick(self.methods.get(&(last(home), &class.name, name)), home)
    }
}

/// One schema with what it has been given.
struct Gathered<'f> {
    fields: Vec<Attribute>,
    /// Types that are mixed in.
    mixed: HashSet<Span>,
    seen: HashSet<Span>,
    world: &'f World<'f>,
}

impl<'f> Gathered<'f> {
    fn class(&mut self, of: Of<'f, Class>, depth: usize) {
        let (file, class) = of;
        if depth == 0 || !self.seen.insert(file.span(class.name_range.clone())) {
            return;
        }
        for name in ["Fields", "Mixin"] {
            if let Some(function) = self.world.method(of, name) {
                self.function(function, depth, name == "Mixin");
            }
        }
        for base in &class.bases {
            // `RecursiveMixin[base]`: what stands in the brackets is mixed in as well.
            let after = file.source.text.get(base.range.end..class.range.end.max(base.range.end)).unwrap_or_default();
            let args = after.strip_prefix('[').and_then(|rest| rest.split_once(']')).map_or("", |(args, _)| args);
            let names = base.path().into_iter().chain(args.split(',').map(|arg| arg.trim().to_owned()));
            for name in names {
                self.named(file, &name, depth, true);
            }
        }
    }

    fn named(&mut self, file: &'f CodeFile, name: &str, depth: usize, mixed: bool) {
        if let Some(of) = self.world.class(file, name) {
            if mixed {
                self.mixed.insert(of.0.span(of.1.name_range.clone()));
            }
            self.class(of, depth - 1);
        }
    }

    /// The fields that a function names, and those of the types and functions that it takes some from.
    fn function(&mut self, (file, function): Of<'f, Function>, depth: usize, mixed: bool) {
        if depth == 0 || (!mixed && !self.seen.insert(file.span(function.name_range.clone()))) {
            return;
        }
        fields_of(file, function, &mut self.fields);
        let mut called = Vec::new();
        let mut made: Vec<(&'f str, &'f Expr)> = Vec::new();
        for expr in &function.body {
            expr.walk(&mut |expr| {
                match &expr.kind {
                    ExprKind::New { type_name, type_args, .. } => {
                        made.extend(std::iter::once(type_name).chain(type_args).map(|name| (name.as_str(), expr)));
                    }
                    ExprKind::Call { callee, .. } => called.extend(callee.path()),
                    _ => {}
                }
                true
            });
        }
        for (name, expr) in made {
            match of_ent(file, name) {
                [] => self.named(file, name, depth, mixed),
                own => self.fields.extend(own.iter().map(|column| Attribute {
                    name: pascal(column),
                    column: (*column).to_owned(),
                    kind: AttributeKind::Column,
                    target: None,
                    span: file.span(expr.range.clone()),
                })),
            }
        }
        for name in called {
            let Some(next) = self.world.function(file, &name) else { continue };
            let gives = next.1.returns.as_deref().unwrap_or_default();
            if ["ent.Field", "ent.Mixin"].iter().any(|text| gives.contains(text)) {
                self.function(next, depth - 1, false);
            } else if self.world.class(next.0, gives).is_some() && mixed {
                self.named(next.0, gives, depth, true);
            }
        }
    }
}

/// The columns of the mixins that come with ent.
fn of_ent(file: &CodeFile, name: &str) -> &'static [&'static str] {
    let Some((package, name)) = name.split_once('.') else { return &[] };
    let is_it = |module: &str| module.ends_with("ent/schema/mixin");
    if !file.facts.imports.iter().any(|import| import.local == package && is_it(&import.module)) {
        return &[];
    }
    match name {
        "Time" => &["create_time", "update_time"],
        "CreateTime" => &["create_time"],
        "UpdateTime" => &["update_time"],
        _ => &[],
    }
}

/// Gives every schema what it has from elsewhere, and takes types out that are nothing but mixed in.
pub(super) fn join(files: &[&CodeFile], mappings: &mut Vec<Mapping>) {
    let world = World::of(files);
    let mut mixed = HashSet::new();
    let all: Vec<Of<'_, Class>> = world.types.values().flatten().copied().collect();
    let known: HashSet<Span> = mappings.iter().map(|mapping| mapping.span.clone()).collect();
    let mut of: HashMap<Span, Of<'_, Class>> = HashMap::new();
    for (file, class) in all {
        let place = file.span(class.name_range.clone());
        if !known.contains(&place) && has_own_base(&world, (file, class), DEPTH) {
            mappings.push(mapping(file, class));
        }
        of.insert(place, (file, class));
    }
    for mapping in mappings.iter_mut().filter(|mapping| mapping.orm == ORM.name) {
        let Some(own) = of.get(&mapping.span) else { continue };
        let (fields, seen) = (Vec::new(), HashSet::new());
        let mut gathered = Gathered { fields, mixed: HashSet::new(), seen, world: &world };
        gathered.class(*own, DEPTH);
        mixed.extend(gathered.mixed);
        for field in gathered.fields {
            if !mapping.attributes.iter().any(|known| known.name == field.name) {
                mapping.attributes.push(field);
            }
        }
    }
    mappings.retain(|mapping| mapping.orm != ORM.name || !mixed.contains(&mapping.span));
    mappings.sort_by(|a, b| {
        (a.orm == ORM.name).cmp(&(b.orm == ORM.name)).then_with(|| match a.orm == ORM.name {
            true => (&a.span.path, a.span.range.start).cmp(&(&b.span.path, b.span.range.start)),
            false => std::cmp::Ordering::Equal,
        })
    });
}

/// Whether a struct embeds one of the project's that is a schema.
fn has_own_base(world: &World<'_>, (file, class): Of<'_, Class>, depth: usize) -> bool {
    depth > 0
        && class.bases.iter().filter_map(Expr::path).any(|base| match world.class(file, &base) {
            Some(of) => has_base(of.1, "ent.Schema") || has_own_base(world, of, depth - 1),
            None => false,
        })
}
