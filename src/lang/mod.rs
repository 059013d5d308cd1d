//! Host-language text → [`facts::CodeFacts`], the same for every language: a file each.
//!
//! Adding a language is one file with a [`Language`] and one entry in [`LANGUAGES`].

mod compact;
mod csharp;
pub mod data;
pub mod doctrine_xml;
pub mod dump;
mod elixir;
mod escape;
pub mod facts;
mod go;
pub mod guard;
pub mod handlers;
pub mod hibernate_xml;
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

use std::sync::LazyLock;

use crate::source::ending_number;
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
    doctrine_xml::LANGUAGE,
    elixir::ELIXIR,
    go::GO,
    hibernate_xml::LANGUAGE,
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

/// Whether a path is that of a mapping in XML, whose classes are code of another file.
pub fn is_xml_mapping(path: &str) -> bool {
    doctrine_xml::is_path(path) || hibernate_xml::is_path(path)
}

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
    // Asked of every path several times. Of one ending the first language of the list comes first.
    static KNOWN: LazyLock<Vec<(u128, &Language)>> = LazyLock::new(|| {
        let of = |language: &'static Language| {
            language.extensions.iter().filter_map(move |own| Some((ending_number(own)?, language)))
        };
        let mut known: Vec<(u128, &Language)> = LANGUAGES.iter().flat_map(of).collect();
        known.sort_by_key(|(number, _)| *number);
        known
    });
    if extension == "xml" && doctrine_xml::is_path(path) {
        return Some(&doctrine_xml::LANGUAGE);
    }
    if extension == "xml" && hibernate_xml::is_path(path) {
        return Some(&hibernate_xml::LANGUAGE);
    }
    let number = ending_number(extension)?;
    let at = KNOWN.partition_point(|(known, _)| *known < number);
    KNOWN.get(at).filter(|(known, _)| *known == number).map(|(_, language)| *language)
}
