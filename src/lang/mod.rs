//! Host-language text → [`facts::CodeFacts`], the same for every language: a file each.
//!
//! Adding a language is one file with a [`Language`] and one entry in [`LANGUAGES`].

mod compact;
mod csharp;
pub mod data;
pub mod dump;
mod elixir;
mod escape;
pub mod facts;
mod go;
pub mod guard;
pub mod handlers;
mod islands;
mod java;
mod javascript;
mod kotlin;
mod literals;
pub mod mybatis;
mod php;
mod prisma;
mod python;
mod ruby;
mod rust;
mod tree;

use facts::CodeFacts;

/// A programming language.
pub struct Language {
    /// In output, in lower case: `python`.
    pub name: &'static str,
    /// Endings of its files, without the dot, in lower case.
    pub extensions: &'static [&'static str],
    /// The facts of a file. Never fails: what does not parse is in [`CodeFacts::errors`]. `extension` is the file's own.
    pub parse: fn(text: &str, extension: &str) -> CodeFacts,
}

/// Every language, sorted by name.
pub static LANGUAGES: &[Language] = &[
    csharp::CSHARP,
    literals::DART,
    elixir::ELIXIR,
    go::GO,
    java::JAVA,
    javascript::LANGUAGE,
    kotlin::KOTLIN,
    mybatis::LANGUAGE,
    php::PHP,
    prisma::LANGUAGE,
    python::LANGUAGE,
    ruby::RUBY,
    rust::LANGUAGE,
    literals::SCALA,
    literals::SWIFT,
];

/// The ending by which a language's `parse` tells its own kinds of files apart, in lower case.
pub fn ending(path: &str) -> String {
    let lower = path.to_ascii_lowercase();
    match lower.ends_with(".blade.php") {
        true => "blade.php".to_owned(),
        false => lower.rsplit('.').next().unwrap_or_default().to_owned(),
    }
}

/// The language of a file name, by its ending.
pub fn of_path(path: &str) -> Option<&'static Language> {
    let extension = path.rsplit_once('.').map(|(_, ending)| ending).filter(|ending| !ending.contains('/'))?;
    if extension.eq_ignore_ascii_case("html") {
        // Where Spring looks for Thymeleaf's.
        if path.contains("resources/templates/") {
            return Some(&java::JAVA);
        }
        // Where Django and Flask look for their templates.
        if path.split('/').any(|part| part == "templates") {
            return Some(&python::LANGUAGE);
        }
    }
    let mut lower = [0; 16];
    let lower = lower.get_mut(..extension.len())?;
    lower.copy_from_slice(extension.as_bytes());
    lower.make_ascii_lowercase();
    // Asked of every path several times: most endings differ in the first letter.
    let is = |own: &&str| own.as_bytes().first() == lower.first() && own.as_bytes() == lower;
    LANGUAGES.iter().find(|language| language.extensions.iter().any(&is))
}
