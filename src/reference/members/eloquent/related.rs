//! The relations that Eloquent's models declare: where each leads, the keys that it asks for, and what queries of other models say of it.

use std::collections::HashMap;

use super::words::{EAGER, MANY, OF_RELATIONS};
use super::{Finder, Held, Way, class_named};
use crate::lang::facts::{Arg, Expr, ExprKind, Key};
use crate::model::reference::{Access, Certainty, Mechanism};
use crate::orm::{CodeFile, naming};

/// Where relations lead: the model and the method, the model behind it, and whether it has several rows.
pub(in super::super) type Relations = HashMap<(String, String), (String, bool)>;

/// The relations that the models of these files declare.
pub(in super::super) fn relations(files: &[&CodeFile]) -> Relations {
    let mut found = Relations::new();
    for file in files.iter().filter(|file| file.language.name == "php") {
        for function in file.facts.functions.iter().filter(|function| function.params.is_empty()) {
            let Some(owner) = &function.owner else { continue };
            if let Some(relation) = function.body.iter().find_map(relation) {
                found.insert((owner.clone(), function.name.clone()), relation);
            }
        }
    }
    found
}

/// The model that all relations of a name lead to, whatever declares them; `None`: there are several.
pub(in super::super) fn by_name(relations: &Relations) -> HashMap<String, Option<String>> {
    let mut found: HashMap<String, Option<String>> = HashMap::new();
    for ((_, name), (target, _)) in relations {
        let known = found.entry(name.clone()).or_insert_with(|| Some(target.clone()));
        if known.as_ref() != Some(target) {
            *known = None;
        }
    }
    found
}

/// `return $this->hasMany(Post::class)`, with what may follow it.
fn relation(body: &Expr) -> Option<(String, bool)> {
    let mut found = None;
    body.walk(&mut |expr| {
        if let ExprKind::Call { callee, args, .. } = &expr.kind
            && let ExprKind::Member { object, name, .. } = &callee.kind
            && object.as_name() == Some("this")
            && (MANY.contains(&name.as_str())
                || matches!(name.as_str(), "belongsTo" | "belongsToThrough" | "hasOne" | "hasOneThrough" | "morphOne"))
            && let Some(target) = args.first().and_then(|arg| class_named(&arg.value))
            && found.is_none()
        {
            found = Some((target, MANY.contains(&name.as_str())));
        }
        true
    });
    found
}

/// Methods that give a query a figure of a relation's rows: the relation, and a column of theirs.
const FIGURES: &[&str] =
    &["loadAvg", "loadMax", "loadMin", "loadSum", "withAggregate", "withAvg", "withMax", "withMin", "withSum"];

impl Finder<'_, '_> {
    /// The watched model that all relations of this name lead to, whatever declares them.
    pub(super) fn only_target(&self, relation: &str) -> Option<String> {
        self.index.eloquent_by_name.get(relation)?.clone().filter(|target| self.is_model(target))
    }

    /// `$query->whereHas('posts', function ($posts) { … })` of a query that is not known, where all models that have such a relation lead to the same; and
    /// `User::with(['posts' => function ($posts) { … }])` of a model that does not change.
    pub(super) fn closures_of_relation(&mut self, name: &str, args: &[Arg]) {
        if OF_RELATIONS.contains(&name) {
            let Some(path) = args.first().and_then(|arg| arg.value.as_text()) else { return };
            let Some(target) = self.only_target(&path) else { return };
            for arg in args.iter().filter(|arg| matches!(arg.value.kind, ExprKind::Lambda { .. })) {
                self.closures.insert(arg.value.range.start, Held::Query(target.clone()));
            }
        }
        if !EAGER.contains(&name) {
            return;
        }
        for arg in args {
            let ExprKind::Map(entries) = &arg.value.kind else { continue };
            for entry in entries.iter().filter(|entry| matches!(entry.value.kind, ExprKind::Lambda { .. })) {
                let Key::Name(path) = &entry.key else { continue };
                let path = path.split([' ', ':']).next().unwrap_or(path);
                let last = path.rsplit('.').next().unwrap_or(path);
                if let Some(target) = self.only_target(last) {
                    self.closures.insert(entry.value.range.start, Held::Query(target));
                }
            }
        }
    }

    /// `User::withSum('posts', 'rating')`: a column of the other model.
    pub(super) fn sum_of_relation(&mut self, model: Option<&str>, name: &str, args: &[Arg]) {
        let [relation, column, ..] = args else { return };
        if !FIGURES.contains(&name) {
            return;
        }
        let (Some(path), Some(text)) = (relation.value.as_text(), column.value.as_text()) else { return };
        let path = path.split(' ').next().unwrap_or(&path);
        let known = model.and_then(|model| self.along(model, path));
        if let Some(target) = known.or_else(|| self.only_target(path)) {
            let way = Way { mechanism: Mechanism::QueryKey, access: Access::Read, certainty: Certainty::Likely };
            let how = format!("`{name}` of the relation `{path}` names it");
            self.attribute(&target, &text, &column.value.range, way, how);
        }
    }

    /// `$this->hasMany(Post::class, 'writer_id', 'id')`: the key is a column of the other model, as `user_id` is where nothing is said.
    pub(super) fn keys_of_relation(&mut self, object: &Expr, name: &str, args: &[Arg]) {
        let Some(first) = args.first().filter(|_| object.as_name() == Some("this")) else { return };
        let (Some(owner), Some(target)) = (self.owner.clone(), class_named(&first.value)) else { return };
        // Which argument is a key of the other model.
        let at = match name {
            "hasMany" | "hasOne" => 1,
            "belongsTo" => 2,
            "hasManyThrough" | "hasOneThrough" => 3,
            _ => return,
        };
        if !self.is_model(&target) {
            return;
        }
        let way = |certainty| Way { mechanism: Mechanism::QueryKey, access: Access::Read, certainty };
        let how = format!("a relation of `{owner}` asks for it");
        match args.get(at) {
            Some(arg) => {
                if let Some(key) = arg.value.as_text() {
                    self.attribute(&target, &key, &arg.value.range, way(Certainty::Certain), how);
                }
            }
            None if at == 1 => {
                let key = format!("{}_id", naming::snake(&owner));
                self.attribute(&target, &key, &first.value.range, way(Certainty::Likely), how);
            }
            None => {}
        }
    }
}
