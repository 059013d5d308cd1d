//! Facts without spare room: lists grow by doubling while a file is lowered, and most have one item. A check holds the facts of thousands of files at once.

use super::facts::{CodeFacts, Expr, ExprKind, Key, Param, TextPart};

impl CodeFacts {
    /// Gives back what its lists do not fill.
    pub fn compact(&mut self) {
        exprs(&mut self.top);
        self.functions.shrink_to_fit();
        for function in &mut self.functions {
            params(&mut function.params);
            exprs(&mut function.decorators);
            exprs(&mut function.body);
        }
        self.classes.shrink_to_fit();
        for class in &mut self.classes {
            exprs(&mut class.bases);
            exprs(&mut class.decorators);
            exprs(&mut class.body);
            class.fields.shrink_to_fit();
            for field in &mut class.fields {
                exprs(&mut field.decorators);
                field.value.iter_mut().for_each(expr);
            }
        }
        self.imports.shrink_to_fit();
        self.guards.shrink_to_fit();
        for guard in &mut self.guards {
            guard.catches.shrink_to_fit();
        }
    }
}

fn exprs(all: &mut Vec<Expr>) {
    all.shrink_to_fit();
    all.iter_mut().for_each(expr);
}

fn params(all: &mut Vec<Param>) {
    all.shrink_to_fit();
    all.iter_mut().filter_map(|param| param.default.as_mut()).for_each(expr);
}

fn expr(one: &mut Expr) {
    match &mut one.kind {
        ExprKind::Name(text) | ExprKind::Symbol(text) | ExprKind::Literal(text) => text.shrink_to_fit(),
        ExprKind::Empty => {}
        ExprKind::Str(text) => {
            text.parts.shrink_to_fit();
            for part in &mut text.parts {
                match part {
                    TextPart::Piece { value, .. } => value.shrink_to_fit(),
                    TextPart::Hole(hole) => expr(hole),
                }
            }
        }
        ExprKind::Member { object, .. } => expr(object),
        ExprKind::Index { object, index } => {
            expr(object);
            expr(index);
        }
        ExprKind::Call { callee, type_args, args } => {
            type_args.shrink_to_fit();
            args.shrink_to_fit();
            expr(callee);
            args.iter_mut().for_each(|arg| expr(&mut arg.value));
        }
        ExprKind::New { type_args, args, .. } => {
            type_args.shrink_to_fit();
            args.shrink_to_fit();
            args.iter_mut().for_each(|arg| expr(&mut arg.value));
        }
        ExprKind::Map(entries) => {
            entries.shrink_to_fit();
            for entry in entries {
                if let Key::Computed(key) = &mut entry.key {
                    expr(key);
                }
                expr(&mut entry.value);
            }
        }
        ExprKind::List(items) | ExprKind::Seq(items) => exprs(items),
        ExprKind::Lambda { params: given, body } => {
            params(given);
            exprs(body);
        }
        ExprKind::Assign { target, value, .. } => {
            expr(target);
            expr(value);
        }
        ExprKind::Binary { left, right, .. } => {
            expr(left);
            expr(right);
        }
        ExprKind::Return(value) => expr(value),
    }
}

#[cfg(test)]
mod tests {
    use crate::lang;

    #[test]
    fn nothing_is_lost() {
        let code = "import a\n@b(c=1)\nclass D(E):\n    f: int = [x for x in y]\n    def g(self, h=2):\n        try:\n            return {i: f'{j}k', **l}\n        except M:\n            pass\n";
        let language = lang::of_path("a.py").expect("Python is read");
        let facts = (language.parse)(code, "py");
        let mut compact = facts.clone();
        compact.compact();
        assert_eq!(format!("{facts:?}"), format!("{compact:?}"));
    }
}
