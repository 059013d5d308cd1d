//! ASP.NET without controllers: `app.MapPost("/login", handler)`, groups with a prefix.

use super::walker::{self, Words};
use crate::orm::CodeFile;
use crate::reach::Declared;

pub(super) fn read(file: &CodeFile, found: &mut Declared) {
    walker::read(file, &WORDS, found);
}

const WORDS: Words = Words {
    verb: |name| {
        Some(match name {
            "MapGet" => "GET",
            "MapPost" => "POST",
            "MapPut" => "PUT",
            "MapPatch" => "PATCH",
            "MapDelete" => "DELETE",
            "Map" => "",
            _ => return None,
        })
    },
    makers: &["builder.Build"],
    known: &["app", "endpoints", "group", "routes", "builder", "api"],
    never: &[],
    groups: &["MapGroup"],
    mounts: &[],
    guards: &["Use"],
    whole: &["builder.Build", "app"],
};
