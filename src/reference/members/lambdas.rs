//! Functions without a name: what their parameters are while their body is read.

use crate::lang::facts::{Expr, Param};

use super::Finder;

impl Finder<'_, '_> {
    pub(super) fn lambda(&mut self, params: &[Param], body: &[Expr], start: usize) {
        let before = self.types.clone();
        let shadowed = self.shadowed.clone();
        let given = self.given.clone();
        let querysets = self.querysets.clone();
        let jvm = self.jvm.clone();
        self.hide(params.iter().map(|param| param.name.as_str()), body);
        // What follows a row is its place in the list.
        let is_row = params.len() == 1 || self.is_script() || self.file.language.name == "ruby";
        for (place, param) in params.iter().enumerate() {
            self.given_type(&param.name, param.type_text.as_deref());
            self.locals.insert(param.name.clone());
            self.given.remove(&param.name);
            if self.is_script() {
                self.querysets.remove(&param.name);
                if let Some(model) = param.type_text.as_deref().and_then(|text| self.model_of_many(text)) {
                    self.querysets.insert(param.name.clone(), model);
                }
            }
            match param.type_text.as_deref().and_then(|text| self.model_of_type(text)) {
                Some(model) => self.types.insert(param.name.clone(), model),
                None => match self.rows.get(&start).filter(|_| place == 0 && is_row) {
                    Some(model) => self.types.insert(param.name.clone(), model.clone()),
                    None => self.types.remove(&param.name),
                },
            };
        }
        self.csharp_lambda(params, start);
        self.jvm_lambda(params, start);
        self.ruby_self(params, start);
        self.eloquent_closure(params, start);
        self.take_handed(params, body, start);
        for expr in body {
            self.visit(expr);
        }
        self.types = before;
        self.given = given;
        self.jvm = jvm;
        if self.is_php() || self.is_script() {
            self.querysets = querysets;
        }
        self.shadowed = shadowed;
    }
}
