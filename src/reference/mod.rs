//! Code → what it says about the database: SQL in strings and query builders ([`sql_use`], `builder`), and mapped models with their uses
//! ([`models`], [`members`]). [`consumers`] reads what is no code; [`guess`] goes by the name alone.
//!
//! Nothing is resolved here against a schema but the names that change; `resolve` does that.

mod aliases;
pub mod beside;
mod boil_mods;
mod builder;
mod camel;
mod column_store;
pub mod constants;
pub mod consumers;
mod copy_call;
mod data_sets;
mod ecto_sources;
pub mod fold;
pub mod generated;
mod go_rows;
mod goqu;
pub mod guess;
mod inner_selects;
mod join_tables;
mod jooq;
mod jpql;
mod js_rows;
mod laravel;
pub mod leads;
pub mod members;
pub mod models;
pub mod named;
mod objection_joins;
pub mod omissions;
mod own_texts;
pub mod placed;
mod positions;
mod raw_rows;
mod result_sets;
mod routine_call;
pub mod routine_texts;
pub mod sql_use;
mod table_call;
pub mod type_names;

use crate::orm::CodeFile;

/// The function, method or class that holds a byte of a file: `AuthService.login`.
pub fn symbol_at(file: &CodeFile, offset: usize) -> Option<String> {
    let inner = |range: &std::ops::Range<usize>| range.contains(&offset).then_some(range.len());
    let function = file
        .facts
        .functions
        .iter()
        .filter_map(|function| inner(&function.range).map(|size| (size, &function.symbol)))
        .min_by_key(|(size, _)| *size);
    let class = file
        .facts
        .classes
        .iter()
        .filter_map(|class| inner(&class.range).map(|size| (size, &class.symbol)))
        .min_by_key(|(size, _)| *size);
    function.or(class).map(|(_, symbol)| symbol.clone())
}

/// Whether a byte of a file belongs to test code: by the file's path, or by a function that only tests compile.
pub fn is_test(file: &CodeFile, offset: usize) -> bool {
    file.test
        || file.facts.functions.iter().any(|function| {
            function.range.contains(&offset)
                && function.decorators.iter().any(|decorator| {
                    let name = crate::orm::callee_name(decorator).unwrap_or_default();
                    name == "test"
                        || (name == "cfg"
                            && crate::orm::positional(decorator).any(|value| value.last_name() == Some("test")))
                })
        })
}

/// Whether a path is test code by the usual names of folders and files.
pub fn is_test_path(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    // Projects of .NET and Swift: `Shop.Test`, `ShopTests`, `Shop.IntegrationTests`.
    let project = |part: &str| part.ends_with(".Test") || part.ends_with("Tests");
    let mut parts: Vec<&str> = lower.split('/').collect();
    let file = parts.pop().unwrap_or_default();
    let stem = file.split('.').next().unwrap_or(file);
    parts.iter().any(|part| {
        matches!(
            *part,
            "test"
                | "tests"
                | "spec"
                | "specs"
                | "__tests__"
                | "__mocks__"
                | "testing"
                | "testdata"
                | "e2e"
                | "cypress"
                | "fixtures"
                | "factories"
                | "integration_tests"
                | "integration-tests"
                | "e2e-tests"
                | "mocks"
                | "playwright"
        ) || part.ends_with("_test")
            || part.ends_with("_tests")
            || part.ends_with(".tests")
            || part.ends_with("-tests")
            || part.ends_with("-test")
    }) || path.rsplit_once('/').is_some_and(|(folders, _)| folders.split('/').any(project))
        || stem.starts_with("test_")
        || stem.ends_with("_test")
        || stem.ends_with("_tests")
        || stem.ends_with("_spec")
        || stem == "conftest"
        || stem == "tests"
        || file.contains(".test.")
        || file.contains(".spec.")
        || file.contains(".stories.")
        || (file.ends_with("test.java")
            || file.ends_with("tests.java")
            || file.ends_with("test.kt")
            || file.ends_with("spec.scala")
            || file.ends_with("test.scala")
            || file.ends_with("tests.swift")
            || file.ends_with("tests.cs")
            || path.ends_with("Test.cs")
            || path.ends_with("Fixture.cs")
            || path.ends_with("Tests.kt")
            || file.ends_with("test.php")
            || file.ends_with("it.java"))
}
