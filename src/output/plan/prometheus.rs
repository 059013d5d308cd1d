//! Alert rules for the routes that a change would break: a rule file of Prometheus, one alert a route.
//!
//! The edge: routes alone have a metric; jobs and commands are named in a comment. A route that is mounted under another path than the code says, and an
//! exporter that labels requests by the view's name instead of the route, need another `--metric` or an edit.

use std::fmt;

use regex::escape;

use super::playbook::Book;
use crate::model::reach::{EntryKind, EntryPoint};
use crate::output::terminal::clean;

/// In `--format`.
pub const NAME: &str = "prometheus";

/// How many routes have an alert of their own.
const ROUTES: usize = 60;

/// The names under which an exporter counts requests.
pub struct Exporter {
    pub name: &'static str,
    pub metric: &'static str,
    pub method: &'static str,
    pub route: &'static str,
    pub status: &'static str,
}

const fn exporter(
    name: &'static str,
    metric: &'static str,
    method: &'static str,
    route: &'static str,
    status: &'static str,
) -> Exporter {
    Exporter { name, metric, method, route, status }
}

/// Every exporter, sorted by name. `opentelemetry` is that of the semantic conventions, which ASP.NET Core has too; `spring` is Micrometer's, `express`
/// express-prom-bundle's with `includePath`, `fastapi` prometheus-fastapi-instrumentator's, `flask` prometheus-flask-exporter's.
pub static EXPORTERS: &[Exporter] = &[
    exporter("express", "http_request_duration_seconds_count", "method", "path", "status_code"),
    exporter("fastapi", "http_requests_total", "method", "handler", "status"),
    exporter("flask", "flask_http_request_duration_seconds_count", "method", "path", "status"),
    exporter("generic", "http_requests_total", "method", "route", "status"),
    exporter(
        "opentelemetry",
        "http_server_request_duration_seconds_count",
        "http_request_method",
        "http_route",
        "http_response_status_code",
    ),
    exporter("spring", "http_server_requests_seconds_count", "method", "uri", "status"),
];

/// What an alert watches, and when it fires.
#[derive(Clone, Debug)]
pub struct Alerts {
    pub metric: String,
    pub method: String,
    pub route: String,
    pub status: String,
    /// Above 0, at most 1.
    pub rate: f64,
    pub window: String,
    pub hold: String,
    pub runbook: Option<String>,
}

impl Alerts {
    /// Refuses what would not be a rule file.
    pub fn valid(&self) -> Result<(), String> {
        let word = |text: &str, more: &str| {
            let is = |c: char| c.is_ascii_alphanumeric() || c == '_' || more.contains(c);
            !text.is_empty() && text.chars().all(is) && !text.starts_with(|c: char| c.is_ascii_digit())
        };
        if !word(&self.metric, ":") {
            return Err(format!("`{}` is no name of a metric", clean(&self.metric, true)));
        }
        for label in [&self.method, &self.route, &self.status] {
            if !word(label, "") {
                return Err(format!("`{}` is no name of a label", clean(label, true)));
            }
        }
        for time in [&self.window, &self.hold] {
            if !is_duration(time) {
                return Err(format!("`{}` is no duration such as 5m or 1h30m", clean(time, true)));
            }
        }
        if !(self.rate > 0.0 && self.rate <= 1.0) {
            return Err(format!("--error-rate {} is not above 0 and at most 1", self.rate));
        }
        Ok(())
    }

    /// The share of requests to a route that failed.
    pub fn expression(&self, entry: &EntryPoint) -> String {
        let (method, route) = parts(&entry.name);
        let mut labels = Vec::new();
        if let Some(method) = method {
            labels.push(format!("{}={}", self.method, Quoted(method)));
        }
        labels.push(format!("{}=~{}", self.route, Quoted(&pattern(route))));
        let all = labels.join(",");
        let (metric, window) = (&self.metric, &self.window);
        format!(
            "sum(rate({metric}{{{all},{}=~\"5..|5xx\"}}[{window}])) / sum(rate({metric}{{{all}}}[{window}])) > {}",
            self.status, self.rate
        )
    }
}

/// `5m`, `1h30m`; not nothing at all.
fn is_duration(text: &str) -> bool {
    let mut rest = text;
    let mut longest = 8;
    while !rest.is_empty() {
        let digits = rest.chars().take_while(char::is_ascii_digit).count();
        let Some(after) = rest.get(digits..).filter(|_| (1..=9).contains(&digits)) else { return false };
        // From the longest to the shortest, each once, as Prometheus wants it.
        let units = ["ms", "s", "m", "h", "d", "w", "y"];
        let Some(unit) = units.iter().position(|unit| after.strip_prefix(unit).is_some_and(starts_anew)) else {
            return false;
        };
        if unit >= longest {
            return false;
        }
        longest = unit;
        rest = after.get(units[unit].len()..).unwrap_or_default();
    }
    longest < 8
}

fn starts_anew(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with(|c: char| c.is_ascii_digit())
}

/// Method and route of `POST /login`; no method: any.
fn parts(name: &str) -> (Option<&str>, &str) {
    match name.split_once(' ') {
        Some((method, route)) if method.chars().all(|c| c.is_ascii_uppercase()) => {
            (Some(method).filter(|method| !matches!(*method, "ANY" | "ALL")), route.trim())
        }
        _ => (None, name.trim()),
    }
}

/// A route as a regular expression: whatever stands for a parameter fits, as the template or as a value.
fn pattern(route: &str) -> String {
    let route = route.trim_end_matches('/');
    let mut found = String::new();
    for segment in route.split('/').filter(|segment| !segment.is_empty()) {
        found.push('/');
        let rest = segment.contains('*') || segment.contains("...") || segment.contains("<path:");
        let parameter = segment.contains([':', '{', '<', '[', '(', '$', '#']);
        found.push_str(&match (rest, parameter) {
            (true, _) => ".+".to_string(),
            (_, true) => "[^/]+".to_string(),
            _ => escape(segment),
        });
    }
    format!("{found}/?")
}

/// A text in double quotes, for PromQL and YAML alike.
struct Quoted<'a>(&'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("\"")?;
        for c in clean(self.0, true).replace('\t', " ").chars() {
            match c {
                '"' | '\\' => write!(f, "\\{c}")?,
                _ => write!(f, "{c}")?,
            }
        }
        f.write_str("\"")
    }
}

/// The rule file.
pub fn rules(books: &[Book<'_>], alerts: &Alerts) -> String {
    let mut text = String::from("groups:\n");
    let mut any = false;
    for book in books {
        let reach = book.reach();
        let routes: Vec<&EntryPoint> = reach.entry_points.iter().filter(|one| one.kind == EntryKind::Http).collect();
        let others = reach.entry_points.iter().filter(|one| one.kind != EntryKind::Http).take(ROUTES);
        for one in others {
            text.push_str(&format!("  # no metric of requests counts {}\n", clean(&one.display(), true)));
        }
        if routes.is_empty() {
            text.push_str(&format!("  # no route was found that reaches {}\n", clean(&book.outage.name, true)));
            continue;
        }
        any = true;
        text.push_str(&format!("  - name: {}\n    rules:\n", Quoted(&format!("migcheck: {}", book.plan.title))));
        for one in routes.iter().take(ROUTES) {
            let summary = format!("{} fails: {}", one.name, book.failure());
            // A template begins with two braces; a route may have them too.
            let harmless = |text: &str| text.replace("{{", "{ {");
            text.push_str(&format!("      - alert: {}\n", Quoted(&alert_name(&book.outage.name))));
            text.push_str(&format!("        expr: {}\n", Quoted(&alerts.expression(one))));
            text.push_str(&format!("        for: {}\n", alerts.hold));
            text.push_str("        labels:\n          severity: page\n");
            text.push_str(&format!("          endpoint: {}\n", Quoted(&harmless(&one.name))));
            text.push_str(&format!("          object: {}\n", Quoted(&harmless(&book.outage.name))));
            text.push_str(&format!("        annotations:\n          summary: {}\n", Quoted(&harmless(&summary))));
            if let Some(url) = &alerts.runbook {
                text.push_str(&format!("          runbook_url: {}\n", Quoted(&harmless(url))));
            }
        }
        if routes.len() > ROUTES {
            text.push_str(&format!("  # and {} more routes\n", routes.len() - ROUTES));
        }
    }
    if any { text } else { text.replacen("groups:\n", "groups: []\n", 1) }
}

/// `UsersUsernameBroken`
fn alert_name(name: &str) -> String {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let upper = |word: &str| {
        let mut chars = word.chars();
        chars.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(chars).collect::<String>()
    };
    format!("{}Broken", words.map(upper).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routes_become_expressions() {
        for (name, method, expected) in [
            ("POST /login", Some("POST"), "/login/?"),
            ("GET /users/:id", Some("GET"), "/users/[^/]+/?"),
            ("GET /users/{id}/", Some("GET"), "/users/[^/]+/?"),
            ("GET /files/*path", Some("GET"), "/files/.+/?"),
            ("ANY /a.b", None, "/a\\.b/?"),
            ("/", None, "/?"),
            ("users/<int:pk>/", None, "/users/[^/]+/?"),
        ] {
            let (found, route) = parts(name);
            assert_eq!((found, pattern(route).as_str()), (method, expected), "{name}");
        }
    }

    #[test]
    fn what_is_no_rule_is_refused() {
        let one = EXPORTERS.iter().find(|one| one.name == "generic").unwrap();
        let good = Alerts {
            metric: one.metric.to_string(),
            method: one.method.to_string(),
            route: one.route.to_string(),
            status: one.status.to_string(),
            rate: 0.05,
            window: "5m".to_string(),
            hold: "1m".to_string(),
            runbook: None,
        };
        assert_eq!(good.valid(), Ok(()));
        assert!(Alerts { rate: 0.0, ..good.clone() }.valid().is_err());
        assert!(Alerts { rate: f64::NAN, ..good.clone() }.valid().is_err());
        assert!(Alerts { metric: "a b".to_string(), ..good.clone() }.valid().is_err());
        assert!(Alerts { route: "a\"".to_string(), ..good.clone() }.valid().is_err());
        for (text, expected) in [
            ("5m", true),
            ("1h30m", true),
            ("90s", true),
            ("500ms", true),
            ("", false),
            ("5", false),
            ("m", false),
            ("5m1h", false),
            ("5 m", false),
            ("1m\n", false),
        ] {
            assert_eq!(is_duration(text), expected, "{text}");
        }
        assert!(EXPORTERS.is_sorted_by_key(|one| one.name));
        assert_eq!(Quoted("a\"b\\c\n").to_string(), "\"a\\\"b\\\\c␊\"");
    }
}
