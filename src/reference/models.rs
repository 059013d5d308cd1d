//! Mappings against the tables that change: which attribute of which model stands for a column that goes away ([`Watch`]).
//!
//! A row struct that names no table belongs to the one whose columns it has.

mod fit;

use std::collections::HashSet;
use std::sync::Arc;

use crate::lang::facts::{Expr, ExprKind, Key};
use crate::model::name::ObjectName;
use crate::model::reference::{Access, Certainty, Mechanism, Reference, Step};
use crate::orm::naming;
use crate::orm::{Attribute, AttributeKind, CodeFile, Declares, Grammar, Mapping, ORMS, habits};
use crate::source::Span;

use super::aliases;
use super::generated::Package;
use fit::{
    by_columns, by_name, goes_with_its_own, is_other_column, is_queried, other_plural, own_methods, same_folded,
    stands_for,
};

/// A table as it was before the migrations, as far as uses are looked for.
#[derive(Clone, Debug, Default)]
pub struct KnownTable {
    pub schema: Option<String>,
    pub name: String,
    /// Schemas that are another one than its own, where that is not written.
    pub apart: Vec<String>,
    /// Names as the catalog has them.
    pub columns: Vec<String>,
    /// Every column is known.
    pub complete: bool,
    /// Names of columns that do not resolve any more afterwards, as in `columns`.
    pub gone: Vec<String>,
    /// Those of them that are renamed, with the new name.
    pub renamed: Vec<(String, String)>,
    /// Names of columns afterwards.
    pub after: Vec<String>,
    /// The table itself does not resolve any more.
    pub dropped: bool,
    /// Columns that a new row has to give from here on.
    pub required: Vec<String>,
    /// Columns that take no NULL from here on.
    pub refusing: Vec<String>,
}

impl KnownTable {
    /// Whether anything about it is looked for.
    pub fn changes(&self) -> bool {
        self.dropped || !self.gone.is_empty() || !self.refusing.is_empty()
    }

    /// Whether a column is renamed and a model does not list its new name: what its lists say of the old one does not hold for the new one.
    fn moves(&self, column: &str, mapping: &Mapping) -> bool {
        let listed = |name: &str| mapping.attributes.iter().any(|own| own.column.eq_ignore_ascii_case(name));
        self.renamed.iter().any(|(from, to)| from.eq_ignore_ascii_case(column) && !listed(to))
    }

    pub(super) fn is(&self, name: &ObjectName) -> bool {
        self.name.eq_ignore_ascii_case(&name.name.value)
            && match (&self.schema, name.schema()) {
                (Some(own), Some(other)) => own.eq_ignore_ascii_case(&other.value) || other.value.is_empty(),
                (None, Some(other)) => !self.apart.iter().any(|own| own.eq_ignore_ascii_case(&other.value)),
                (_, None) => true,
            }
    }

    fn stays(&self, column: &str) -> bool {
        self.after.iter().any(|own| own.eq_ignore_ascii_case(column))
    }

    fn has(&self, column: &str) -> bool {
        self.columns.iter().any(|own| own.eq_ignore_ascii_case(column))
    }
}

/// What a use is of: an index into the known tables, and a column of it, or the table itself.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Target {
    pub table: usize,
    pub column: Option<String>,
}

/// A use of a changed object through a model.
pub struct ModelUse {
    pub target: Target,
    pub reference: Reference,
}

/// An attribute (or a whole model) to look for in the code.
#[derive(Clone, Debug)]
pub struct Watch {
    pub target: Target,
    pub orm: &'static str,
    pub grammar: Grammar,
    pub used_in: &'static [&'static str],
    pub model: String,
    /// `None`: the model itself.
    pub attribute: Option<String>,
    /// The attribute is declared, not only a column of the table.
    pub declared: bool,
    /// The model does not declare it: only what a query takes for a column is one, not a member of a row.
    pub only_queries: bool,
    /// The package that a file has to take the model from.
    pub from: Option<Arc<Package>>,
    pub lists_columns: bool,
    /// Another table has a column of this name as well, and keeps it.
    pub shared: bool,
    /// Methods of the model's own class that answer in the column's place: `email` for reading, `email=` for writing, `email?`.
    pub own: Vec<String>,
    pub certainty: Certainty,
    pub why: Step,
    pub place: Span,
}

/// Every mapping that the files declare.
pub fn mappings(files: &[&CodeFile]) -> Vec<Mapping> {
    let found = files.iter().flat_map(|file| declared(file)).collect();
    crate::orm::join(files, found)
}

/// The mappings that a file declares, not yet put together with those of others.
pub fn declared(file: &CodeFile) -> Vec<Mapping> {
    let of_file = ORMS.iter().filter(|orm| {
        orm.declared_in.contains(&file.language.name) && orm.hints.iter().any(|hint| file.source.text.contains(hint))
    });
    of_file.flat_map(|orm| (orm.mappings)(file)).collect()
}

/// Tables that are named by rule alone and are not there, while the one in the singular is: the program set that rule (gorm's `SingularTable`). Objection's
/// `knexSnakeCaseMappers` turn the names of tables as well ("Snake case to camel case conversion"). `apps`: the folders and labels of Django's.
pub fn settle(mappings: &mut [Mapping], tables: &[KnownTable], apps: &[(String, String)]) {
    for mapping in mappings {
        crate::orm::relabel(mapping, apps, |name| tables.iter().any(|table| table.is(name)));
        let other = match mapping.orm {
            "bun" | "gorm" if mapping.certainty == Certainty::Likely => naming::snake(&mapping.model),
            "objection" => mapping.table.as_ref().map(|name| naming::snake(&name.name.value)).unwrap_or_default(),
            _ => continue,
        };
        let Some(name) = mapping.table.as_ref().filter(|name| !tables.iter().any(|table| table.is(name))) else {
            continue;
        };
        let other = ObjectName { name: crate::model::name::Ident::new(other), ..name.clone() };
        if tables.iter().any(|table| table.is(&other)) {
            mapping.why.text = mapping.why.text.replace(&format!("`{name}`"), &format!("`{other}`"));
            mapping.table = Some(other);
        }
    }
}

/// What to look for, and the uses that the declarations themselves are.
pub fn watches(mappings: &[Mapping], tables: &[KnownTable], files: &[&CodeFile]) -> (Vec<Watch>, Vec<ModelUse>) {
    let mut watches = Vec::new();
    let mut uses = Vec::new();
    let test_paths: HashSet<&Arc<str>> = files.iter().filter(|file| file.test).map(|file| file.path()).collect();
    let transient = transient(mappings, tables, files);
    let aliases = aliases::given(mappings, tables, files);
    for mapping in mappings {
        links(mapping, tables, &test_paths, &mut watches, &mut uses);
        let matched = match &mapping.table {
            Some(name) => {
                let nested = crate::orm::active_record::nested_tables(mapping, files);
                let is = |own: &String| tables.iter().position(|table| table.name.eq_ignore_ascii_case(own));
                match nested.iter().find_map(is) {
                    Some(at) => Some(at).filter(|at| tables[*at].changes()).map(|at| {
                        let text = format!("`{}` maps to table `{}` (Rails' naming)", mapping.model, tables[at].name);
                        (at, Step { text, ..mapping.why.clone() })
                    }),
                    None => {
                        let exact = tables.iter().position(|table| table.changes() && table.is(name));
                        let folded = || {
                            let named = |table: &KnownTable| same_folded(mapping, &table.name, &name.name.value);
                            tables.iter().position(|table| table.changes() && named(table))
                        };
                        exact
                            .or_else(folded)
                            .map(|at| (at, mapping.why.clone()))
                            .or_else(|| other_plural(mapping, name, tables))
                    }
                }
            }
            None if habits(mapping.orm).may_fold_names => {
                by_name(mapping, tables, mappings).filter(|(at, _)| tables[*at].changes())
            }
            None => by_columns(mapping, tables, &aliases).filter(|(at, _)| tables[*at].changes()),
        };
        let Some((at, why)) = matched else { continue };
        let table = &tables[at];
        let test = test_paths.contains(&mapping.span.path);
        let watch = |column: Option<String>, attribute: Option<String>, declared: bool, place: Span| Watch {
            shared: column.as_deref().is_some_and(|column| {
                tables.iter().enumerate().any(|(other, table)| other != at && table.stays(column))
            }),
            own: attribute.as_deref().map(|name| own_methods(mapping, name, column.as_deref())).unwrap_or_default(),
            target: Target { table: at, column },
            orm: mapping.orm,
            grammar: mapping.grammar,
            used_in: mapping.used_in,
            model: mapping.model.clone(),
            attribute,
            declared,
            only_queries: false,
            from: None,
            lists_columns: mapping.lists_columns,
            certainty: mapping.certainty,
            why: why.clone(),
            place,
        };
        let declares = |column: Option<String>, text: String, place: &Span, kind: AttributeKind| ModelUse {
            target: Target { table: at, column },
            reference: Reference {
                access: Access::Declare,
                mechanism: Mechanism::Mapping,
                // An interface that lists Kysely's tables sends nothing to the database; properties that no column fills stay empty.
                certainty: match habits(mapping.orm).declares {
                    Declares::Types => Certainty::Possible,
                    _ if kind == AttributeKind::Listed => Certainty::Possible,
                    _ => mapping.certainty,
                },
                proof: vec![why.clone(), Step::at(text, place.clone())],
                symbol: Some(mapping.model.clone()),
                test,
                span: place.clone(),
                reach: Default::default(),
            },
        };
        if table.dropped && !goes_with_its_own(mapping, mappings, tables) {
            // A struct of Go or Rust that says no table is a value: it counts beside queries of that table alone, as one of its new name holds it as well.
            if mapping.table.is_some() || !matches!(mapping.used_in, ["go" | "rust"]) || is_queried(&table.name, files)
            {
                watches.push(watch(None, None, true, mapping.span.clone()));
            }
            // A row struct without a table of its own is only as wrong as the queries that fill it.
            if mapping.table.is_some() && habits(mapping.orm).declares != Declares::Nothing {
                uses.push(declares(
                    None,
                    format!("`{}` is declared here ({})", mapping.model, mapping.orm),
                    &mapping.span,
                    AttributeKind::Column,
                ));
            }
        }
        for column in table.gone.iter().chain(&table.refusing) {
            // A struct without a table may have it from a query that calls something else so.
            if mapping.table.is_none() && aliases.contains(&column.to_lowercase()) {
                continue;
            }
            let attributes: Vec<_> =
                mapping.attributes.iter().filter(|attribute| stands_for(mapping, attribute, column)).collect();
            let hidden = |kind: AttributeKind| !matches!(kind, AttributeKind::Column | AttributeKind::Listed);
            // An attribute that may be a column in either case is still one if the column only changed its case.
            let other_case = |attribute: &Attribute| {
                mapping.attributes.iter().any(|other| {
                    other.name == attribute.name
                        && other.span == attribute.span
                        && other.column != *column
                        && table.stays(&other.column)
                        && naming::plain(&other.column) == naming::plain(column)
                })
            };
            let mut seen = HashSet::new();
            let mut named = HashSet::new();
            for attribute in attributes.iter().filter(|one| !hidden(one.kind) && !other_case(one)) {
                // One that is listed in several places is looked for once.
                if named.insert(attribute.name.as_str()) {
                    let (column, name) = (Some(column.clone()), Some(attribute.name.clone()));
                    watches.push(watch(column, name, true, attribute.span.clone()));
                }
                // An identifier by itself sends nothing to the database.
                if habits(mapping.orm).declares != Declares::Nothing && seen.insert(attribute.span.clone()) {
                    uses.push(declares(
                        Some(column.clone()),
                        format!("`{}.{}` is declared as a column ({})", mapping.model, attribute.name, mapping.orm),
                        &attribute.span,
                        match table.moves(column, mapping) {
                            true => AttributeKind::Column,
                            false => attribute.kind,
                        },
                    ));
                }
            }
            let unknown = !mapping.attributes.iter().any(|attribute| attribute.name == *column);
            if habits(mapping.orm).takes_any_column && attributes.is_empty() && unknown {
                let watch = watch(Some(column.clone()), Some(column.clone()), false, mapping.span.clone());
                watches.push(Watch { only_queries: true, ..watch });
            }
            if mapping.orm == "objection" && attributes.is_empty() {
                // Mappers between the cases are set elsewhere.
                let camel = naming::camel(column);
                if camel != *column && !table.stays(&camel) {
                    watches.push(watch(Some(column.clone()), Some(camel), false, mapping.span.clone()));
                }
            }
            // A method of the column's name hides it from who asks a row, not from queries; a relation of its name hides it whole.
            let not_asked = attributes.iter().any(|one| {
                one.kind == AttributeKind::Ignored
                    || (one.kind == AttributeKind::Relation && one.name.eq_ignore_ascii_case(column))
            }) || mapping.attributes.iter().any(|one| {
                // Rails' queries go by the alias as well, Ecto's by the field (`source: :title`).
                matches!(mapping.orm, "activerecord" | "ecto") && is_other_column(one, column)
            });
            let python = mapping.used_in.contains(&"python");
            let is_free = |name: &str| {
                !python
                    || (!transient.contains(name)
                        && !mapping.attributes.iter().any(|own| own.name == name)
                        && !crate::orm::is_reached_as(mappings, mapping, name))
            };
            let is_open = match python {
                true => attributes.is_empty(),
                false => !not_asked && !named.iter().any(|name| name.eq_ignore_ascii_case(column)),
            };
            if mapping.open && is_open {
                if is_free(column) {
                    watches.push(watch(Some(column.clone()), Some(column.clone()), false, mapping.span.clone()));
                }
                // `belongs_to :author` is the key `author_id`; a method or another relation of that name is not.
                let other = |name: &str| mapping.attributes.iter().any(|one| one.name == name && hidden(one.kind));
                let relation =
                    column.strip_suffix("_id").filter(|name| is_free(name) && !other(name) && !named.contains(name));
                if let Some(relation) = relation {
                    watches.push(watch(Some(column.clone()), Some(relation.to_string()), false, mapping.span.clone()));
                }
            }
        }
    }
    (watches, uses)
}

/// Relations whose rows stood in a table that goes away.
fn links(
    mapping: &Mapping,
    tables: &[KnownTable],
    tests: &HashSet<&Arc<str>>,
    watches: &mut Vec<Watch>,
    uses: &mut Vec<ModelUse>,
) {
    for link in mapping.attributes.iter().filter(|attribute| attribute.kind == AttributeKind::Link) {
        let name = ObjectName::new(link.column.clone());
        let Some(at) = tables.iter().position(|table| table.dropped && table.is(&name)) else { continue };
        let target = Target { table: at, column: None };
        let why = Step::at(
            format!("the rows of `{}.{}` stand in `{}`", mapping.model, link.name, tables[at].name),
            link.span.clone(),
        );
        watches.push(Watch {
            target: target.clone(),
            orm: mapping.orm,
            grammar: mapping.grammar,
            used_in: mapping.used_in,
            model: mapping.model.clone(),
            attribute: Some(link.name.clone()),
            declared: true,
            lists_columns: false,
            shared: false,
            certainty: mapping.certainty,
            why: why.clone(),
            place: link.span.clone(),
            own: Vec::new(),
            only_queries: false,
            from: None,
        });
        uses.push(ModelUse {
            target,
            reference: Reference {
                access: Access::Declare,
                mechanism: Mechanism::Mapping,
                certainty: mapping.certainty,
                proof: vec![why],
                symbol: Some(mapping.model.clone()),
                test: tests.contains(&link.span.path),
                span: link.span.clone(),
                reach: Default::default(),
            },
        });
    }
}

/// Names of columns that Python code itself gives to rows or queries: `annotate(total=…)`, `label("total")`, `row.total = …`. A model that declares
/// no such column may then still have it.
fn transient(mappings: &[Mapping], tables: &[KnownTable], files: &[&CodeFile]) -> HashSet<String> {
    let mut names = HashSet::new();
    if !mappings.iter().any(|mapping| mapping.open && mapping.used_in.contains(&"python"))
        || !tables.iter().any(|table| !table.gone.is_empty())
    {
        return names;
    }
    let mut visit = |expr: &Expr| match &expr.kind {
        ExprKind::Assign { target, .. } => {
            if let ExprKind::Member { name, .. } = &target.kind {
                names.insert(name.clone());
            }
        }
        ExprKind::Call { callee, args, .. } => match callee.last_name() {
            Some("annotate" | "alias" | "extra") => {
                for arg in args {
                    names.extend(arg.name.clone());
                    if let ExprKind::Map(entries) = &arg.value.kind {
                        names.extend(entries.iter().filter_map(|entry| match &entry.key {
                            Key::Name(name) => Some(name.clone()),
                            _ => None,
                        }));
                    }
                }
            }
            Some("label" | "setattr") => names.extend(args.iter().filter_map(|arg| arg.value.as_text())),
            Some("Prefetch") => {
                let to = args.iter().filter(|arg| arg.name.as_deref() == Some("to_attr"));
                names.extend(to.filter_map(|arg| arg.value.as_text()));
            }
            _ => {}
        },
        _ => {}
    };
    for file in files.iter().filter(|file| file.language.name == "python" && !file.test) {
        let facts = &file.facts;
        let fields =
            facts.classes.iter().flat_map(|class| class.fields.iter().filter_map(|field| field.value.as_ref()));
        let bodies = facts.functions.iter().flat_map(|function| &function.body);
        for root in facts.top.iter().chain(fields).chain(bodies) {
            root.walk(&mut |expr| {
                visit(expr);
                true
            });
        }
    }
    names
}
