//! Express, Koa, Fastify and Hono: routers that are values.

use super::walker::{self, Words};
use crate::reach::Framework;

/// The entry in the registry.
pub const FRAMEWORK: Framework = Framework {
    name: "express",
    also: &["Fastify", "Koa", "Hono"],
    languages: &["javascript"],
    words: &["express", "Router", "fastify", "Fastify", "Hono", "router", "koa"],
    hubs: &[".use(", ".register(", ".route(", ".mount(", ".addHook("],
    path: |_| false,
    read: |file, found| walker::read(file, &WORDS, found),
};

const WORDS: Words = Words {
    verb: |name| {
        Some(match name {
            "get" => "GET",
            "post" => "POST",
            "put" => "PUT",
            "patch" => "PATCH",
            "delete" | "del" => "DELETE",
            "all" => "",
            _ => return None,
        })
    },
    makers: &[
        "express",
        "Router",
        "express.Router",
        "fastify",
        "Fastify",
        "Hono",
        "Koa",
        "OpenAPIHono",
        "PromiseRouter",
    ],
    known: &["app", "router", "fastify", "server", "routes"],
    never: &["axios", "http", "client", "request", "agent", "api"],
    groups: &["basePath"],
    mounts: &["use", "register", "route", "mount"],
    guards: &["use", "addHook"],
    whole: &["express", "fastify", "Fastify", "Hono", "Koa", "app", "server"],
};
