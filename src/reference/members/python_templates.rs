//! Templates of Django and Jinja: `{{ user.email }}`, `{% for user in users %}`; of JSP, Thymeleaf, Handlebars and Mustache by their variables' names alone.
//!
//! What a view gives to a template is known where the view says it: a generic view of a model, or `render(request, "users.html", {"users": …})` with a value
//! that is made of a model in the same function. Else only a variable that is named like its model counts, and is a guess.

use std::collections::{HashMap, HashSet};

use crate::lang::facts::{Class, Expr, ExprKind, Function, Key};
use crate::model::reference::Certainty;
use crate::orm::{CodeFile, Mapping, naming};

use super::calls::mentioned;
use super::{Chain, Finder};

/// A variable of a template that holds a row of a model, or several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Given {
    /// As the view names it: `users/list.html`.
    template: String,
    name: String,
    model: String,
    many: bool,
}

/// What the views of the project give to templates; a variable that is given rows of different models is left out.
pub(super) fn given(mappings: &[Mapping], files: &[&CodeFile]) -> Vec<Given> {
    let of_python = mappings.iter().filter(|mapping| mapping.used_in.contains(&"python"));
    let models: HashSet<&str> = of_python.map(|mapping| mapping.model.as_str()).collect();
    let mut found: Vec<Given> = Vec::new();
    if models.is_empty() {
        return found;
    }
    for file in files.iter().filter(|file| file.path().ends_with(".py") && !file.test) {
        file.facts.classes.iter().for_each(|class| generic_view(class, &models, &mut found));
        file.facts.functions.iter().for_each(|function| rendered(function, &models, &mut found));
    }
    let differs = |one: &Given| {
        found.iter().any(|other| other.template == one.template && other.name == one.name && other != one)
    };
    let mut clear: Vec<Given> = found.iter().filter(|one| !differs(one)).cloned().collect();
    clear.dedup();
    clear
}

/// Django's `class UserList(ListView): model = User`.
fn generic_view(class: &Class, models: &HashSet<&str>, out: &mut Vec<Given>) {
    let value = |name: &str| class.fields.iter().find(|field| field.name == name)?.value.as_ref();
    let bases: Vec<&str> = class.bases.iter().filter_map(Expr::last_name).collect();
    let Some((_, suffix)) = GENERIC.iter().find(|(view, _)| bases.iter().any(|base| base.ends_with(view))) else {
        return;
    };
    let of_queryset = || {
        let chain = Chain::of(value("queryset")?);
        mentioned(&chain).find(|name| models.contains(name))
    };
    let Some(model) = value("model").and_then(Expr::last_name).or_else(of_queryset) else { return };
    if !models.contains(model) {
        return;
    }
    let lower = model.to_lowercase();
    let template = value("template_name").and_then(Expr::as_text).unwrap_or_else(|| format!("{lower}{suffix}.html"));
    let many = *suffix == "_list";
    let mut names = match many {
        true => vec!["object_list".to_owned(), "page_obj".to_owned(), format!("{lower}_list")],
        false => vec!["object".to_owned(), lower],
    };
    names.extend(value("context_object_name").and_then(Expr::as_text));
    out.extend(names.into_iter().map(|name| Given { template: template.clone(), name, model: model.to_owned(), many }));
}

/// Django's generic views, with what follows the model's name in the template's.
const GENERIC: &[(&str, &str)] = &[
    ("ListView", "_list"),
    ("DetailView", "_detail"),
    ("CreateView", "_form"),
    ("UpdateView", "_form"),
    ("DeleteView", "_confirm_delete"),
];

/// Calls that are given a template and its variables.
const RENDERING: &[&str] = &["render", "render_template", "render_to_response", "render_to_string", "TemplateResponse"];

fn rendered(function: &Function, models: &HashSet<&str>, out: &mut Vec<Given>) {
    let mut values: HashMap<&str, &Expr> = HashMap::new();
    let mut calls = Vec::new();
    for expr in &function.body {
        expr.walk(&mut |expr| {
            match &expr.kind {
                ExprKind::Assign { target, value, op: "=", .. } => {
                    if let Some(name) = target.as_name() {
                        values.insert(name, value);
                    }
                }
                ExprKind::Call { callee, args, .. } if callee.last_name().is_some_and(|n| RENDERING.contains(&n)) => {
                    calls.push(args);
                }
                _ => {}
            }
            true
        });
    }
    for args in calls {
        let template = args.iter().find_map(|arg| arg.value.as_text().filter(|text| text.contains('.')));
        let Some(template) = template else { continue };
        let mut variables: Vec<(&str, &Expr)> = Vec::new();
        for arg in args {
            let map = match &arg.value.kind {
                ExprKind::Name(name) => values.get(name.as_str()).copied().unwrap_or(&arg.value),
                _ => &arg.value,
            };
            match (&map.kind, &arg.name) {
                (ExprKind::Map(entries), None) => variables.extend(named_entries(entries)),
                (ExprKind::Map(entries), Some(name)) if name == "context" => variables.extend(named_entries(entries)),
                (_, Some(name)) => variables.push((name, &arg.value)),
                _ => {}
            }
        }
        for (name, value) in variables {
            if let Some((model, many)) = rows_of(value, function, &values, models, 0) {
                out.push(Given { template: template.clone(), name: name.to_owned(), model, many });
            }
        }
    }
}

fn named_entries(entries: &[crate::lang::facts::Entry]) -> impl Iterator<Item = (&str, &Expr)> {
    entries.iter().filter_map(|entry| match &entry.key {
        Key::Name(name) => Some((name.as_str(), &entry.value)),
        _ => None,
    })
}

/// The model that a value is a row of, and whether it is several.
fn rows_of(
    value: &Expr,
    function: &Function,
    values: &HashMap<&str, &Expr>,
    models: &HashSet<&str>,
    depth: usize,
) -> Option<(String, bool)> {
    if depth > 4 {
        return None;
    }
    match &value.kind {
        ExprKind::Seq(items) if items.len() == 1 => rows_of(items.first()?, function, values, models, depth + 1),
        ExprKind::Name(name) => match values.get(name.as_str()) {
            Some(value) => rows_of(value, function, values, models, depth + 1),
            None => {
                let param = function.params.iter().find(|param| param.name == *name)?;
                let model = param.type_text.as_deref().filter(|text| models.contains(text))?;
                Some((model.to_owned(), false))
            }
        },
        ExprKind::Call { callee, .. } => {
            if let Some(name) = callee.as_name().filter(|name| models.contains(name)) {
                return Some((name.to_owned(), false));
            }
            let chain = Chain::of(value);
            let model = mentioned(&chain).find(|name| models.contains(name))?;
            let last = chain.links.last().map(|link| link.name).or_else(|| callee.as_name())?;
            let many = MANY.contains(&last);
            (many || ONE.contains(&last)).then(|| (model.to_owned(), many))
        }
        _ => None,
    }
}

/// How a query ends that gives one row.
const ONE: &[&str] = &[
    "aget",
    "create",
    "earliest",
    "first",
    "first_or_404",
    "get",
    "get_object_or_404",
    "get_or_404",
    "last",
    "latest",
    "one",
    "one_or_404",
    "one_or_none",
];

/// How a query ends that gives rows.
const MANY: &[&str] = &[
    "all",
    "annotate",
    "distinct",
    "exclude",
    "filter",
    "filter_by",
    "get_list_or_404",
    "limit",
    "order_by",
    "prefetch_related",
    "select_related",
    "where",
];

impl Finder<'_, '_> {
    pub(super) fn is_template(&self) -> bool {
        let path = self.file.path();
        match self.file.language.name {
            "python" => !path.ends_with(".py") && !path.ends_with(".pyi"),
            "java" => !path.ends_with(".java"),
            "javascript" => [".handlebars", ".hbs", ".mustache"].iter().any(|ending| path.ends_with(ending)),
            _ => false,
        }
    }

    /// What the views give to this template.
    pub(super) fn template_context(&mut self) {
        if !self.is_template() {
            return;
        }
        let path = self.file.path().clone();
        let is_this = |template: &str| path.strip_suffix(template).is_some_and(|before| before.ends_with('/'));
        let given = self.index.relations.given.iter().filter(|given| is_this(&given.template));
        let known: Vec<Given> = given.filter(|given| self.watched(&given.model)).cloned().collect();
        for given in known {
            match given.many {
                true => drop(self.querysets.insert(given.name, given.model)),
                false => drop(self.types.insert(given.name, given.model)),
            }
        }
    }

    /// The model that a variable of a template is named like.
    pub(super) fn template_receiver(&self, receiver: &Expr) -> Option<String> {
        let name = receiver.as_name().filter(|_| self.is_template())?;
        let model = naming::pascal(name);
        (name.starts_with(|c: char| c.is_ascii_lowercase()) && self.watched(&model)).then_some(model)
    }

    /// A name of three words and more says the column.
    pub(super) fn template_certainty(&self, model: &str, attribute: &str) -> Certainty {
        let watches = self.index.by_attribute.get(attribute).into_iter().flatten();
        let mut watches = watches.filter_map(|at| self.index.watches.get(*at)).filter(|watch| watch.model == model);
        let tells = watches.any(|watch| {
            let column = watch.target.column.as_deref().unwrap_or_default();
            naming::words(column).len() >= 3
        });
        if tells { Certainty::Likely } else { Certainty::Possible }
    }
}
