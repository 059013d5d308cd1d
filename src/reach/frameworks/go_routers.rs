//! Go: net/http with its patterns, chi, gin, echo, fiber, gorilla/mux, macaron's kin.

use super::walker::{self, Words};
use crate::reach::Framework;

/// The entry in the registry.
pub const FRAMEWORK: Framework = Framework {
    name: "net/http",
    also: &["chi", "echo", "fiber", "gin", "gorilla/mux"],
    languages: &["go"],
    words: &["HandleFunc", "Handle(", "chi.", "gin.", "echo.", "fiber.", "mux."],
    hubs: &[
        ".Group(",
        ".Use(",
        ".Mount(",
        ".Route(",
        ".PathPrefix(",
        ".Subrouter(",
        ".Party(",
        "NewRouter(",
        "NewServeMux(",
        "NewMux(",
        "gin.New(",
        "gin.Default(",
        "echo.New(",
        "fiber.New(",
    ],
    path: |_| false,
    read: |file, found| walker::read(file, &WORDS, found),
};

const WORDS: Words = Words {
    verb: |name| {
        Some(match name {
            "Get" | "GET" => "GET",
            "Post" | "POST" => "POST",
            "Put" | "PUT" => "PUT",
            "Patch" | "PATCH" => "PATCH",
            "Delete" | "DELETE" => "DELETE",
            "Handle" | "HandleFunc" | "Handler" | "HandlerFunc" | "Any" | "All" => "",
            _ => return None,
        })
    },
    makers: &[
        "chi.NewRouter",
        "chi.NewMux",
        "gin.Default",
        "gin.New",
        "echo.New",
        "fiber.New",
        "mux.NewRouter",
        "http.NewServeMux",
    ],
    known: &["http", "mux", "router", "r", "e", "app", "engine", "api", "srv", "g", "rg", "group", "echo", "m"],
    never: &["client", "resty"],
    groups: &["Group", "With", "Use", "PathPrefix", "Subrouter", "Party"],
    mounts: &["Mount"],
    guards: &["Use", "Pre"],
    whole: &["gin.Default", "gin.New", "echo.New", "fiber.New", "engine"],
};
