//! ActiveRecord (Ruby on Rails): classes that inherit from `ApplicationRecord` or `ActiveRecord::Base`.
//!
//! The table is the plural of the class's name in snake case, with the modules around it only where a `table_name_prefix` says so; `self.table_name =` overrides it.
//! In a folder of models, a base whose name says that it is one (`Spree::Base`, `ApplicationModel`) counts like `ApplicationRecord`.
//! Every column of the table is an attribute without being declared; `ignored_columns` hides some (Rails API, `ActiveRecord::ModelSchema`).

use crate::lang::facts::{Arg, Class, ClassKind, Expr, ExprKind, Key};
use crate::model::name::{Ident, ObjectName};
use crate::model::reference::{Certainty, Step};

use super::naming;
use super::{
    Attribute, AttributeKind, CodeFile, Grammar, Mapping, Orm, arguments, callee_name, means_module, named, positional,
};

pub(super) const ORM: Orm = Orm {
    name: "activerecord",
    declared_in: &["ruby"],
    // A base of the project's own ends in `Record`, `Base` or `Model`, and its line with it.
    hints: &[
        "ApplicationRecord",
        "ActiveRecord::Base",
        "Record\n",
        "Record\r\n",
        "Base\n",
        "Base\r\n",
        "Model\n",
        "Model\r\n",
        "table_name",
    ],
    mappings,
};

fn mappings(file: &CodeFile) -> Vec<Mapping> {
    file.facts.classes.iter().enumerate().filter_map(|(at, class)| model(file, at, class, false)).collect()
}

/// Models whose base is a class of the project's own, in another file, that no table stands for: `class Zone < Spree::Base`. A base that is
/// itself a model was followed before (`inherited`), and a base of a library (`ActiveModel::Base`) has no columns.
pub fn of_own_bases(files: &[&CodeFile], mappings: &mut Vec<Mapping>) {
    for file in files.iter().filter(|file| file.language.name == "ruby" && in_models(file.path())) {
        for (at, class) in file.facts.classes.iter().enumerate() {
            let is_known = |one: &Mapping| one.orm == ORM.name && one.model == last_part(&class.name);
            if !class.bases.first().is_some_and(is_own_base) || mappings.iter().any(is_known) {
                continue;
            }
            mappings
                .extend(model(file, at, class, true).map(|found| Mapping { certainty: Certainty::Likely, ..found }));
        }
    }
}

/// Without the classes by which a script that outlives its models has them as they were, or bare: `class Maintenance; class Status < ApplicationRecord; end`. Values that
/// are named like the model are those of the application's class, whose methods the other one lacks.
pub fn without_stubs(files: &[&CodeFile], mappings: &mut Vec<Mapping>) {
    let owner = |mapping: &Mapping| {
        let mut own = files.iter().filter(|file| *file.path() == mapping.span.path);
        own.find_map(|file| {
            let class = file.facts.classes.iter().find(|class| class.name_range == mapping.span.range)?;
            Some(class.outer.and_then(|at| file.facts.classes.get(at)).map(|outer| outer.kind))
        })
    };
    let is_stub = |mapping: &Mapping| {
        let apart = mapping.orm == ORM.name && !in_models(&mapping.span.path);
        apart && matches!(owner(mapping), Some(Some(ClassKind::Class)))
    };
    let is_real = |mapping: &&Mapping| mapping.orm == ORM.name && in_models(&mapping.span.path);
    let real: Vec<(String, Option<ObjectName>)> =
        mappings.iter().filter(is_real).map(|mapping| (mapping.model.clone(), mapping.table.clone())).collect();
    let has_real =
        |mapping: &Mapping| real.iter().any(|(model, table)| *model == mapping.model && *table == mapping.table);
    mappings.retain(|mapping| !(has_real(mapping) && is_stub(mapping)));
}

/// Whether a path is in a folder of models: `app/models` of an application or of an engine.
fn in_models(path: &str) -> bool {
    path.starts_with("app/models/") || path.contains("/app/models/")
}

/// Whether the name of a base says that it is that of all models: `Base`, `ApplicationModel`, `Shop::BaseModel`.
fn is_own_base(base: &Expr) -> bool {
    let Some(path) = base.path() else { return false };
    let path = path.replace("::", ".");
    let mut parts: Vec<&str> = path.split('.').filter(|part| !part.is_empty()).collect();
    let library = [
        "ActiveModel",
        "ActiveResource",
        "ActionController",
        "ActionMailer",
        "ViewComponent",
        "ActionCable",
        "ActiveJob",
    ];
    let of_library = parts.first().is_some_and(|first| parts.len() > 1 && library.contains(first));
    let name = parts.pop().unwrap_or_default();
    !of_library && matches!(name, "Base" | "BaseModel" | "ApplicationModel" | "ModelBase" | "AbstractModel")
}

fn last_part(name: &str) -> &str {
    name.rsplit("::").next().unwrap_or(name)
}

/// Models that inherit from a model: they share its table.
pub fn inherited(files: &[&CodeFile], mappings: &mut Vec<Mapping>) {
    for _ in 0..3 {
        let mut more: Vec<Mapping> = Vec::new();
        for file in files.iter().filter(|file| file.language.name == "ruby") {
            for (at, class) in file.facts.classes.iter().enumerate() {
                let Some(base) = class.bases.first().and_then(Expr::last_name) else { continue };
                let known = |one: &&Mapping| one.orm == ORM.name && one.model == base;
                let Some(parent) = mappings.iter().find(known).filter(|_| base != class.name) else { continue };
                if mappings.iter().chain(&more).any(|one| one.orm == ORM.name && one.model == class.name) {
                    continue;
                }
                let place = file.span(class.name_range.clone());
                let why = format!("`{}` is a `{base}` and shares its table", class.name);
                let mut attributes = parent.attributes.clone();
                methods(file, at, &mut attributes);
                macros_of(file, class, &mut attributes);
                more.push(Mapping {
                    model: class.name.clone(),
                    attributes,
                    why: Step::at(why, place.clone()),
                    span: place,
                    ..parent.clone()
                });
            }
        }
        if more.is_empty() {
            return;
        }
        mappings.append(&mut more);
    }
}

/// Concerns: the methods and macros of modules that models include stand before the columns like their own.
pub fn mixed_in(files: &[&CodeFile], mappings: &mut [Mapping]) {
    let ruby = || files.iter().filter(|file| file.language.name == "ruby");
    for mapping in mappings.iter_mut().filter(|mapping| mapping.orm == ORM.name) {
        let class = ruby()
            .filter(|file| *file.path() == mapping.span.path)
            .flat_map(|file| &file.facts.classes)
            .find(|class| class.name_range == mapping.span.range);
        let Some(class) = class else { continue };
        for file in ruby() {
            for (at, module) in file.facts.classes.iter().enumerate() {
                // The older way: `included` includes the module `InstanceMethods` inside.
                let outer = module.outer.filter(|_| module.name == "InstanceMethods");
                let taken = outer.and_then(|outer| file.facts.classes.get(outer)).unwrap_or(module);
                let is_taken_in =
                    module.kind == ClassKind::Module && class.bases.iter().any(|base| means_module(base, class, taken));
                if !is_taken_in {
                    continue;
                }
                methods(file, at, &mut mapping.attributes);
                macros_of(file, module, &mut mapping.attributes);
            }
        }
    }
}

/// The tables that a model inside of modules or other models may have beside the one of its own name, the longest first: `Account::Entry` is
/// `account_entries` where `Account` is a model or has a `table_name_prefix`.
pub fn nested_tables(mapping: &Mapping, files: &[&CodeFile]) -> Vec<String> {
    let own = naming::pluralize(&naming::snake(&mapping.model));
    let by_name = mapping.table.as_ref().is_some_and(|table| table.name.value == own);
    if mapping.orm != ORM.name || !by_name {
        return Vec::new();
    }
    let class = files
        .iter()
        .filter(|file| *file.path() == mapping.span.path)
        .flat_map(|file| &file.facts.classes)
        .find(|class| class.name_range == mapping.span.range);
    let Some(class) = class else { return Vec::new() };
    let mut parts: Vec<&str> = class.symbol.split(['.', ':']).filter(|part| !part.is_empty()).collect();
    parts.pop();
    (0..parts.len())
        .map(|from| {
            let around: Vec<String> = parts[from..].iter().map(|part| naming::snake(part)).collect();
            format!("{}_{own}", around.join("_"))
        })
        .collect()
}

/// Methods that a class defines itself stand before its columns where a row is asked, unless the method asks for the column.
pub(super) fn methods(file: &CodeFile, at: usize, attributes: &mut Vec<Attribute>) {
    for function in file.facts.functions.iter().filter(|function| function.class == Some(at) && !function.is_static) {
        let column = function.name.trim_end_matches(['=', '?']);
        let named = |value: &Expr| value.as_text().is_none_or(|name| name == column);
        let mut asks = false;
        for expr in &function.body {
            expr.walk(&mut |expr| {
                asks |= match &expr.kind {
                    ExprKind::Name(name) => name == "super",
                    ExprKind::Index { object, index } => object.as_name() == Some("self") && named(index),
                    ExprKind::Call { callee, args, .. } => {
                        matches!(callee.last_name(), Some("read_attribute" | "write_attribute" | "_read_attribute"))
                            && args.first().is_some_and(|arg| named(&arg.value))
                    }
                    _ => false,
                };
                true
            });
        }
        let name = &function.name;
        if !asks && !attributes.iter().any(|known| known.name == *name) {
            attributes.push(Attribute {
                name: name.clone(),
                column: column.to_owned(),
                kind: AttributeKind::Computed,
                target: None,
                span: file.span(function.name_range.clone()),
            });
        }
    }
}

/// `of_models`: it is known otherwise that the class is a model.
fn model(file: &CodeFile, at: usize, class: &Class, of_models: bool) -> Option<Mapping> {
    let inherits = of_models
        || class.bases.iter().any(|base| {
            base.path().is_some_and(|path| {
                let path = path.replace("::", ".");
                path == "ApplicationRecord"
                    || path == "ActiveRecord.Base"
                    || path.ends_with("ApplicationRecord")
                    || path.ends_with("Record")
            })
        });
    let mut table = None;
    let mut attributes = Vec::new();
    let mut is_abstract = false;
    for expr in &class.body {
        expr.walk(&mut |expr| {
            match &expr.kind {
                ExprKind::Assign { target, value, .. } => match target.last_name() {
                    Some("table_name") => table = value.as_text(),
                    Some("abstract_class") => is_abstract = true,
                    Some("ignored_columns") => ignored(file, value, &mut attributes),
                    _ => {}
                },
                ExprKind::Name(name) => macros(file, name, expr, &mut attributes),
                ExprKind::Call { .. } => match callee_name(expr) {
                    // Until Rails 3.2.
                    Some("set_table_name") => table = positional(expr).next().and_then(Expr::as_text),
                    Some("alias_attribute") => {
                        let names: Vec<&Expr> = positional(expr).collect();
                        if let [new, old] = names[..]
                            && let (Some(new_name), Some(old)) = (new.as_text(), old.as_text())
                        {
                            attributes.push(attribute(file, new, new_name, old, AttributeKind::Column));
                        }
                    }
                    Some(name) => macros(file, name, expr, &mut attributes),
                    None => {}
                },
                _ => {}
            }
            true
        });
    }
    if is_abstract || !(inherits || table.is_some()) {
        return None;
    }
    methods(file, at, &mut attributes);
    let place = file.span(class.name_range.clone());
    let (name, certainty, why) = match table {
        Some(table) => {
            let why = format!("`{}` maps to table `{table}` (`table_name`)", class.name);
            (table, Certainty::Certain, why)
        }
        None => {
            let table = naming::pluralize(&naming::snake(last_part(&class.name)));
            let why = format!("`{}` maps to table `{table}` (Rails' naming)", class.name);
            (table, Certainty::Certain, why)
        }
    };
    let mut parts: Vec<Ident> = name.split('.').map(Ident::new).collect();
    let last = parts.pop()?;
    Some(Mapping {
        orm: "activerecord",
        grammar: Grammar::Class,
        model: last_part(&class.name).to_string(),
        used_in: &["ruby"],
        certainty,
        why: Step::at(why, place.clone()),
        table: Some(ObjectName { qualifiers: parts, name: last }),
        attributes,
        open: true,
        lists_columns: false,
        span: place,
    })
}

/// What the calls in the body of a class or a module make.
fn macros_of(file: &CodeFile, class: &Class, out: &mut Vec<Attribute>) {
    for expr in &class.body {
        expr.walk(&mut |expr| {
            if let (ExprKind::Call { .. }, Some(name)) = (&expr.kind, callee_name(expr)) {
                macros(file, name, expr, out);
            }
            true
        });
    }
}

/// Calls in the body of a class that make methods of names: they stand before the columns.
fn macros(file: &CodeFile, macro_name: &str, call: &Expr, out: &mut Vec<Attribute>) {
    let kind = match macro_name {
        "store_accessor" | "attr_accessor" | "attr_reader" | "attr_writer" | "delegate" | "attribute" => {
            AttributeKind::Virtual
        }
        "has_one" | "has_many" | "has_one_attached" | "has_many_attached" | "has_rich_text" => AttributeKind::Relation,
        // Globalize keeps the values in a table of translations; Mobility may keep them in a column, which `backend` says.
        "translates" if named(call, "backend").is_none() => AttributeKind::Virtual,
        // Paperclip and Dragonfly: the file's name stands in a column of a longer name.
        "has_attached_file" | "dragonfly_accessor" => AttributeKind::Virtual,
        "store" | "typed_store" | "jsonb_accessor" | "composed_of" => return stored(file, macro_name, call, out),
        "belongs_to" => return belongs(file, call, out),
        "enum" | "state" => return states(file, macro_name, call, out),
        "alias_method" => {
            if let Some((at, name)) = positional(call).next().and_then(|at| Some((at, at.as_text()?))) {
                let column = name.trim_end_matches(['=', '?']).to_owned();
                out.push(attribute(file, at, name, column, AttributeKind::Computed));
            }
            return;
        }
        "has_secure_password" => {
            let name = positional(call).next().and_then(Expr::as_text).unwrap_or_else(|| "password".to_owned());
            let column = format!("{name}_digest");
            out.push(attribute(file, call, name, column, AttributeKind::Column));
            return;
        }
        _ => return,
    };
    // `delegate :name, to: :author, prefix: true` makes `author_name`.
    let prefix = named(call, "prefix").and_then(|value| match &value.kind {
        ExprKind::Literal(text) if text == "true" => named(call, "to")?.as_text(),
        _ => value.as_text(),
    });
    // The first of a store accessor is the column that holds the others; an attribute's second is its type.
    let skip = usize::from(macro_name == "store_accessor");
    let take = if macro_name == "attribute" { 1 } else { usize::MAX };
    for value in positional(call).skip(skip).take(take) {
        let Some(plain) = value.as_text() else { continue };
        let name = match &prefix {
            Some(prefix) => format!("{prefix}_{plain}"),
            None => plain,
        };
        if macro_name != "attr_writer" {
            out.push(attribute(file, value, name.clone(), name.clone(), kind));
        }
        if !matches!(macro_name, "attr_reader" | "delegate") {
            out.push(attribute(file, value, format!("{name}="), name, kind));
        }
    }
}

/// Questions of a row that ask another column, whatever stands in one of that name: `enum status: { draft: 0 }`, AASM's `state :draft`.
fn states(file: &CodeFile, macro_name: &str, call: &Expr, out: &mut Vec<Attribute>) {
    let is_renamed = |arg: &Arg| arg.name.as_deref().is_some_and(|name| name.ends_with("fix"));
    if !matches!(call.kind, ExprKind::Call { .. }) || arguments(call).iter().any(is_renamed) {
        return;
    }
    let mut push = |at: &Expr, name: &str| {
        out.push(attribute(file, at, format!("{name}?"), name.to_owned(), AttributeKind::Computed));
    };
    if macro_name == "state" {
        positional(call).for_each(|value| value.as_text().iter().for_each(|name| push(value, name)));
        return;
    }
    for arg in arguments(call) {
        match &arg.value.kind {
            ExprKind::Map(entries) => entries.iter().for_each(|entry| {
                if let Key::Name(name) = &entry.key {
                    push(&arg.value, name);
                }
            }),
            ExprKind::List(items) => {
                items.iter().for_each(|item| item.as_text().iter().for_each(|name| push(item, name)))
            }
            _ if arg.name.is_some() => push(&arg.value, arg.name.as_deref().unwrap_or_default()),
            _ => {}
        }
    }
}

/// What a column of another name holds: `store :settings, accessors: [:theme]`, `typed_store :settings do |s| s.string :theme end`,
/// `jsonb_accessor :data, theme: :string`, `composed_of :address`.
fn stored(file: &CodeFile, macro_name: &str, call: &Expr, out: &mut Vec<Attribute>) {
    let mut push = |at: &Expr, range: &std::ops::Range<usize>, name: String| {
        for suffix in ["", "=", "?"] {
            let name_of = format!("{name}{suffix}");
            let made = attribute(file, at, name_of, name.clone(), AttributeKind::Virtual);
            out.push(Attribute { span: file.span(range.clone()), ..made });
        }
    };
    match macro_name {
        "store" => {
            for item in named(call, "accessors").map(Expr::children).unwrap_or_default() {
                if let Some(name) = item.as_text() {
                    push(item, &item.range, name);
                }
            }
        }
        "typed_store" => call.walk(&mut |inner| {
            let is_of_block =
                matches!(&inner.kind, ExprKind::Call { callee, .. } if matches!(callee.kind, ExprKind::Member { .. }));
            if let Some((at, name)) =
                positional(inner).next().filter(|_| is_of_block).and_then(|at| Some((at, at.as_text()?)))
            {
                push(at, &at.range, name);
            }
            true
        }),
        "jsonb_accessor" => {
            for arg in arguments(call) {
                if let Some(name) = &arg.name {
                    push(&arg.value, &arg.name_range, name.clone());
                }
            }
        }
        _ => {
            if let Some((at, name)) = positional(call).next().and_then(|at| Some((at, at.as_text()?))) {
                push(at, &at.range, name);
            }
        }
    }
}

/// `belongs_to :author, foreign_key: :writer_id`: the key is the column, and a column of the relation's own name is not asked any more.
fn belongs(file: &CodeFile, call: &Expr, out: &mut Vec<Attribute>) {
    let Some((at, name)) = positional(call).next().and_then(|at| Some((at, at.as_text()?))) else { return };
    let key = named(call, "foreign_key").and_then(Expr::as_text).unwrap_or_else(|| format!("{name}_id"));
    out.push(attribute(file, at, name.clone(), key.clone(), AttributeKind::Column));
    let is_true = |value: &Expr| matches!(&value.kind, ExprKind::Literal(text) if text == "true");
    if named(call, "polymorphic").is_some_and(is_true) {
        let of_type = named(call, "foreign_type").and_then(Expr::as_text).unwrap_or_else(|| format!("{name}_type"));
        out.push(attribute(file, at, name.clone(), of_type, AttributeKind::Column));
    }
    if key != name {
        out.push(attribute(file, at, name.clone(), name, AttributeKind::Relation));
    }
}

/// `self.ignored_columns = %w[a b]` and `+= [:a]`.
fn ignored(file: &CodeFile, value: &Expr, out: &mut Vec<Attribute>) {
    value.walk(&mut |expr| {
        if let Some(name) = expr.as_text() {
            out.push(attribute(file, expr, name.clone(), name, AttributeKind::Ignored));
        }
        true
    });
}

fn attribute(file: &CodeFile, at: &Expr, name: String, column: String, kind: AttributeKind) -> Attribute {
    Attribute { name, column, kind, target: None, span: file.span(at.range.clone()) }
}
