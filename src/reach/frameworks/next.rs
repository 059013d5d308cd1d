//! Next.js and SvelteKit: the file's path is the route.

use crate::orm::CodeFile;
use crate::reach::{Declared, Framework};

/// The entry in the registry.
pub const FRAMEWORK: Framework = Framework {
    name: "next.js",
    also: &["SvelteKit"],
    languages: &["javascript"],
    words: &[],
    hubs: &[],
    path: |path| route_of(path).is_some(),
    read,
};

const VERBS: &[&str] = &["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// A function for each verb.
    Handlers,
    /// One function for all verbs.
    Api,
    Page,
}

/// The route of a file, by its path.
fn route_of(path: &str) -> Option<(String, Shape)> {
    let (folder, file) = path.rsplit_once('/')?;
    // `[...slug].ts` takes all that follows.
    let (stem, ending) = if file.starts_with('[') { file.rsplit_once('.') } else { file.split_once('.') }?;
    let parts: Vec<&str> = folder.split('/').collect();
    let last = |name: &str| parts.iter().rposition(|part| *part == name);
    if let Some(at) = last("routes").filter(|_| stem == "+server" || stem == "+page") {
        let shape = if stem == "+server" { Shape::Handlers } else { Shape::Page };
        return Some((shown(&parts[at + 1..], None), shape));
    }
    if !matches!(ending, "ts" | "tsx" | "js" | "jsx" | "mjs") {
        return None;
    }
    let app = parts.iter().position(|part| *part == "app").filter(|_| matches!(stem, "route" | "page"));
    if let Some(at) = app {
        let shape = if stem == "route" { Shape::Handlers } else { Shape::Page };
        return Some((shown(&parts[at + 1..], None), shape));
    }
    let at = last("pages")?;
    if stem.starts_with('_') || parts.get(..at).is_some_and(|above| above.contains(&"components")) {
        return None;
    }
    let rest = &parts[at + 1..];
    let shape = if rest.first() == Some(&"api") { Shape::Api } else { Shape::Page };
    let root = at == 0 || matches!(parts[at - 1], "src" | "web") || parts.get(at.saturating_sub(2)) == Some(&"apps");
    (shape == Shape::Api || root).then(|| (shown(rest, Some(stem)), shape))
}

/// The parts of a route: groups in parentheses and slots go.
fn shown(parts: &[&str], stem: Option<&str>) -> String {
    let parts = parts.iter().copied().filter(|part| !part.starts_with(['(', '@']));
    let all: Vec<&str> = parts.chain(stem.filter(|stem| *stem != "index")).collect();
    format!("/{}", all.join("/"))
}

fn read(file: &CodeFile, found: &mut Declared) {
    let Some((path, shape)) = route_of(file.path()) else { return };
    let whole = 0..file.source.text.len();
    match shape {
        Shape::Handlers => {
            let handlers = file.facts.functions.iter().filter(|function| VERBS.contains(&function.name.as_str()));
            let mut any = false;
            for function in handlers {
                found.route(&[&function.name], path.clone(), None, function.range.clone());
                any = true;
            }
            // `export const POST = withAuth(async () => …)`, `export { handler as GET }`
            for expr in &file.facts.top {
                if let crate::lang::facts::ExprKind::Assign { target, .. } = &expr.kind
                    && let Some(name) = target.as_name().filter(|name| VERBS.contains(name))
                    && !file.facts.functions.iter().any(|function| function.name == name)
                {
                    found.route(&[name], path.clone(), None, expr.range.clone());
                    any = true;
                }
            }
            if !any {
                found.route(&[], path, None, whole);
            }
        }
        Shape::Api => found.route(&[], path, None, whole),
        // SvelteKit: a form is sent to its page, and what the page reads is loaded apart.
        Shape::Page if file.path().contains("/+page.server.") => {
            for (verb, name) in [("GET", "load"), ("POST", "actions")] {
                if let Some(range) = declared(file, name) {
                    found.route(&[verb], path.clone(), None, range);
                }
            }
        }
        // What a page reads runs on the server before it is shown, if it reads a database at all.
        Shape::Page => found.route(&["GET"], path, None, whole),
    }
}

/// Where a name of the module is declared.
fn declared(file: &CodeFile, name: &str) -> Option<std::ops::Range<usize>> {
    let function = file.facts.functions.iter().find(|function| function.name == name && function.owner.is_none());
    let assigned = || {
        file.facts.top.iter().find(|expr| match &expr.kind {
            crate::lang::facts::ExprKind::Assign { target, .. } => target.as_name() == Some(name),
            _ => false,
        })
    };
    function.map(|function| function.range.clone()).or_else(|| assigned().map(|expr| expr.range.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_routes() {
        let cases = [
            ("app/api/login/route.ts", Some(("/api/login", Shape::Handlers))),
            ("apps/web/src/app/(auth)/login/page.tsx", Some(("/login", Shape::Page))),
            ("pages/api/users/[id].ts", Some(("/api/users/[id]", Shape::Api))),
            ("pages/api/auth/[...nextauth].ts", Some(("/api/auth/[...nextauth]", Shape::Api))),
            ("src/pages/index.tsx", Some(("/", Shape::Page))),
            ("src/routes/login/+server.ts", Some(("/login", Shape::Handlers))),
            ("pages/_app.tsx", None),
            ("app/lib/auth.ts", None),
        ];
        for (path, expected) in cases {
            assert_eq!(route_of(path), expected.map(|(route, shape)| (route.to_owned(), shape)), "{path}");
        }
    }
}
