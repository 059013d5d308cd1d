//! What of a file of Java or Kotlin is JPQL (HQL): it names classes and their properties, so it is no SQL, though it mostly reads like SQL. `members::jpa` reads it.
//!
//! That is what `createQuery` is given where the file knows an entity manager or Hibernate's session, what `@NamedQuery` says, and what `@Query` of Spring Data JPA says
//! without `nativeQuery`; as the text itself, or by a name that the file gives a text.

use std::collections::HashSet;
use std::ops::Range;

use crate::lang::facts::{Expr, ExprKind};
use crate::orm::{CodeFile, arguments, callee_name, named};

/// Methods that take JPQL first.
const ASKED: &[&str] = &["createMutationQuery", "createQuery", "createSelectionQuery"];

/// The ranges of a file that hold it.
pub fn ranges(file: &CodeFile) -> Vec<Range<usize>> {
    let knows = |packages: &[&str]| {
        let inside = |module: &str| packages.iter().any(|package| module.starts_with(package));
        file.facts.imports.iter().any(|import| inside(&import.module))
    };
    let is_mapping = file.language.name == "hibernate-xml";
    if !is_mapping && !matches!(file.language.name, "java" | "kotlin") {
        return Vec::new();
    }
    let persistent = is_mapping || knows(&["jakarta.persistence", "javax.persistence", "org.hibernate"]);
    let of_spring = knows(&["org.springframework.data.jpa"]);
    if !persistent && !of_spring || knows(&["org.jdbi"]) {
        return Vec::new();
    }
    let facts = &file.facts;
    let mut found = Vec::new();
    let mut names: HashSet<&str> = HashSet::new();
    let mut take = |text: &'_ Expr| found.push(text.range.clone());
    let marks = facts.functions.iter().flat_map(|function| &function.decorators);
    for mark in marks.chain(facts.classes.iter().flat_map(|class| &class.decorators)) {
        mark.walk(&mut |expr| {
            let is_native = named(expr, "nativeQuery")
                .is_some_and(|said| !matches!(&said.kind, ExprKind::Literal(text) if text == "false"));
            let is_it = match callee_name(expr) {
                Some("NamedQuery") => persistent,
                Some("Query") => of_spring && !is_native,
                _ => false,
            };
            if is_it {
                let texts =
                    arguments(expr).iter().filter(|arg| matches!(arg.name.as_deref(), None | Some("value" | "query")));
                texts.for_each(|arg| take(&arg.value));
            }
            true
        });
    }
    let bodies = || facts.functions.iter().flat_map(|function| &function.body);
    for body in bodies().filter(|_| persistent) {
        body.walk(&mut |expr| {
            if let ExprKind::Call { callee, args, .. } = &expr.kind
                && callee.last_name().is_some_and(|name| ASKED.contains(&name))
                && let Some(text) = args.first().map(|arg| &arg.value)
            {
                take(text);
                names.extend(text.as_name());
            }
            true
        });
    }
    if names.is_empty() {
        return found;
    }
    for field in facts.classes.iter().flat_map(|class| &class.fields).filter(|field| names.contains(&*field.name)) {
        found.extend(field.value.iter().map(|value| value.range.clone()));
    }
    for body in bodies() {
        body.walk(&mut |expr| {
            if let ExprKind::Assign { target, value, .. } = &expr.kind
                && target.as_name().is_some_and(|name| names.contains(name))
            {
                found.push(value.range.clone());
            }
            true
        });
    }
    found
}
