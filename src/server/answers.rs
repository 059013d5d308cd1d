//! The answers: what the server can, and hover, definition, references and code actions from what is known now.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use lsp_server::{ErrorCode, Request};
use lsp_types::request::{self as ask, Request as _};
use lsp_types::{
    CodeActionKind, CodeActionOptions, CodeActionParams, CodeActionProviderCapability, GotoDefinitionParams, Hover,
    HoverContents, HoverParams, HoverProviderCapability, InitializeParams, Location, MarkupContent, MarkupKind, OneOf,
    Position, ReferenceParams, SaveOptions, ServerCapabilities, TextDocumentSyncCapability, TextDocumentSyncKind,
    TextDocumentSyncOptions, TextDocumentSyncSaveOptions, Uri, WorkspaceFoldersServerCapabilities,
    WorkspaceServerCapabilities,
};
use serde_json::{Value, json};

use crate::check::Places;
use crate::lang::LANGUAGES;
use crate::output::editor::{self, About, about, is_here};
use crate::source::{Revision, Sources, Span};

use super::actions::{self, Target};
use super::diagnostics::Shown;
use super::lookup::{self, Hit};
use super::position::{Encoding, Lines, Shift};
use super::project::Project;
use super::session::{Client, Document, Session, params};
use super::uri;

/// How many columns a hover describes, where one place names several.
const DESCRIBED: usize = 6;

/// What becomes of a request.
pub(super) enum Answer {
    Known(Result<Value, (ErrorCode, String)>),
    /// Once more is known.
    Later,
    /// Once the fixes of these rules were tried in the project with this index.
    Fixes(usize, Vec<&'static str>),
}

/// What the client can, and the folders that it has open.
pub(super) fn agreed(given: &InitializeParams, here: &Path) -> (Client, Vec<PathBuf>) {
    let general = given.capabilities.general.as_ref();
    let text = given.capabilities.text_document.as_ref();
    let workspace = given.capabilities.workspace.as_ref();
    let diagnostics = text.and_then(|text| text.publish_diagnostics.as_ref());
    let formats = text.and_then(|text| text.hover.as_ref()?.content_format.as_deref());
    let edits = workspace.and_then(|workspace| workspace.workspace_edit.as_ref());
    let watching = workspace.and_then(|workspace| workspace.did_change_watched_files.as_ref());
    let client = Client {
        encoding: Encoding::agreed(general.and_then(|general| general.position_encodings.as_deref())),
        related: diagnostics.and_then(|one| one.related_information).unwrap_or(false),
        links: diagnostics.and_then(|one| one.code_description_support).unwrap_or(false),
        versioned: edits.and_then(|edits| edits.document_changes).unwrap_or(false),
        markdown: formats.is_none_or(|formats| formats.contains(&MarkupKind::Markdown)),
        watches: watching.and_then(|one| one.dynamic_registration).unwrap_or(false),
    };
    let mut folders: Vec<PathBuf> =
        given.workspace_folders.iter().flatten().filter_map(|folder| uri::to_path(&folder.uri)).collect();
    if folders.is_empty() {
        #[allow(deprecated, reason = "clients without folders of a workspace still send it")]
        let root = given.root_uri.as_ref().and_then(uri::to_path);
        folders.push(root.unwrap_or_else(|| here.to_owned()));
    }
    (client, folders)
}

/// The answer to `initialize`.
pub(super) fn capabilities(client: &Client) -> Value {
    let sync = TextDocumentSyncOptions {
        open_close: Some(true),
        change: Some(TextDocumentSyncKind::INCREMENTAL),
        save: Some(TextDocumentSyncSaveOptions::SaveOptions(SaveOptions { include_text: Some(false) })),
        ..TextDocumentSyncOptions::default()
    };
    let actions =
        CodeActionOptions { code_action_kinds: Some(vec![CodeActionKind::QUICKFIX]), ..CodeActionOptions::default() };
    let folders =
        WorkspaceFoldersServerCapabilities { supported: Some(true), change_notifications: Some(OneOf::Left(true)) };
    let capabilities = ServerCapabilities {
        position_encoding: Some(client.encoding.kind()),
        text_document_sync: Some(TextDocumentSyncCapability::Options(sync)),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        definition_provider: Some(OneOf::Left(true)),
        references_provider: Some(OneOf::Left(true)),
        code_action_provider: Some(CodeActionProviderCapability::Options(actions)),
        workspace: Some(WorkspaceServerCapabilities { workspace_folders: Some(folders), file_operations: None }),
        ..ServerCapabilities::default()
    };
    json!({
        "capabilities": capabilities,
        "serverInfo": { "name": "migcheck", "version": env!("CARGO_PKG_VERSION") },
    })
}

/// What the client is asked to watch: code, migrations, settings.
pub(super) fn watched() -> Value {
    let mut endings: Vec<&str> = LANGUAGES.iter().flat_map(|language| language.extensions).copied().collect();
    endings.extend(["sql", "yml", "yaml", "json", "toml", "csv"]);
    endings.sort_unstable();
    endings.dedup();
    let glob = format!("**/*.{{{}}}", endings.join(","));
    json!({ "registrations": [{
        "id": "migcheck-files",
        "method": "workspace/didChangeWatchedFiles",
        "registerOptions": { "watchers": [{ "globPattern": glob }] },
    }] })
}

/// Answers a request, or says what has to be known first.
pub(super) fn answer(session: &Session, request: &Request) -> Answer {
    let result = match request.method.as_str() {
        ask::HoverRequest::METHOD => params(&request.method, request.params.clone()).map(|given: HoverParams| {
            let at = given.text_document_position_params;
            about_place(session, &at.text_document.uri, at.position, hover)
        }),
        ask::GotoDefinition::METHOD => {
            params(&request.method, request.params.clone()).map(|given: GotoDefinitionParams| {
                let at = given.text_document_position_params;
                about_place(session, &at.text_document.uri, at.position, |place| {
                    let spans = place.hits.iter().flat_map(|hit| lookup::definitions(hit.known));
                    place.locations(spans)
                })
            })
        }
        ask::References::METHOD => params(&request.method, request.params.clone()).map(|given: ReferenceParams| {
            let at = given.text_document_position;
            about_place(session, &at.text_document.uri, at.position, |place| {
                let ends = place.hits.iter().flat_map(|hit| lookup::definitions(hit.known));
                let ends = ends.filter(|_| given.context.include_declaration);
                let uses = place.hits.iter().flat_map(|hit| lookup::uses(place.places, hit.known));
                place.locations(ends.chain(uses))
            })
        }),
        ask::CodeActionRequest::METHOD => {
            params(&request.method, request.params.clone()).map(|given: CodeActionParams| code_actions(session, &given))
        }
        method => {
            return Answer::Known(Err((ErrorCode::MethodNotFound, format!("migcheck knows no `{method}`"))));
        }
    };
    result.unwrap_or_else(|error| Answer::Known(Err(error)))
}

/// A place in a file, with what stands there.
struct Place<'a> {
    session: &'a Session,
    project: &'a Project,
    places: &'a Places,
    document: &'a Document,
    hits: Vec<Hit<'a>>,
    /// The byte in the document as it is now.
    offset: usize,
    shown: Vec<&'a Shown>,
}

/// Looks up a place and answers with what `tell` makes of it; where nothing is known yet, later.
fn about_place(session: &Session, uri: &Uri, position: Position, tell: impl FnOnce(&Place<'_>) -> Value) -> Answer {
    let known = || {
        let document = session.documents.get(uri.as_str())?;
        let (at, path) = session.project_of(document)?;
        let project = session.projects.get(at)?;
        Some((document, at, path, project, project.places.as_ref()?))
    };
    let Some((document, at, path, project, places)) = known() else {
        return if session.is_busy() { Answer::Later } else { Answer::Known(Ok(Value::Null)) };
    };
    let offset = Lines::new(&document.text, session.client.encoding).offset(position);
    let hits = lookup::text(places, &path).and_then(|(revision, text)| {
        let offset = Shift::new(text, &document.text).to_old(offset)?;
        Some(lookup::at(places, &path, revision, offset))
    });
    let hits = hits.unwrap_or_default();
    let all = session.shown.get(at).and_then(|shown| shown.get(&*path));
    let here = |one: &&Shown| one.span.range.start <= offset && offset <= one.span.range.end;
    let shown = all.into_iter().flatten().filter(here).collect();
    Answer::Known(Ok(tell(&Place { session, project, places, document, hits, offset, shown })))
}

impl Place<'_> {
    /// The range of a span in its file as the client has it.
    fn range(&self, sources: &Sources, span: &Span) -> Option<(Uri, lsp_types::Range)> {
        let uri = self.session.uri_of(&self.project.root.join(&*span.path))?;
        let text = sources.text(span)?;
        let encoding = self.session.client.encoding;
        let document = self.session.documents.get(uri.as_str()).map(|document| &document.text);
        let here = Span { revision: Revision::Head, ..span.clone() };
        let range = match document.or_else(|| sources.text(&here)) {
            None => Lines::new(text, encoding).range(&span.range),
            Some(now) => {
                let shift = Shift::new(text, now);
                let (start, end) = (shift.to_new(span.range.start)?, shift.to_new(span.range.end)?);
                Lines::new(now, encoding).range(&(start..end))
            }
        };
        Some((uri, range))
    }

    fn locations<'s>(&self, spans: impl Iterator<Item = &'s Span>) -> Value {
        let mut all: Vec<Location> = Vec::new();
        for span in spans {
            // A file of the deployed tree is shown where it is still there.
            let is_there = || {
                let outside = self.places.sources.outside(span).is_some();
                !outside && self.project.root.join(&*span.path).exists()
            };
            if let Some((uri, range)) = self.range(&self.places.sources, span)
                && (is_here(span, &self.places.sources) || is_there())
            {
                let location = Location { uri, range };
                if !all.contains(&location) {
                    all.push(location);
                }
            }
        }
        json!(all)
    }
}

fn hover(place: &Place<'_>) -> Value {
    let sources = &place.places.sources;
    let link = |span: &Span| {
        let (uri, range) = place.range(sources, span)?;
        // Editors follow the line behind the hash.
        Some(format!("{}#L{}", uri.as_str(), range.start.line + 1))
    };
    let mut parts: Vec<String> = place
        .hits
        .iter()
        .take(DESCRIBED)
        .map(|hit| {
            let removed = hit.known.removed.as_ref();
            let described = About {
                usage: &hit.known.usage,
                nullable: hit.known.nullable,
                removed: removed.map(|one| (&one.place.span, one.renamed_to.as_deref())),
                here: hit.reference,
                sources,
            };
            about(&described, &link)
        })
        .collect();
    if place.hits.len() > DESCRIBED {
        parts.push(format!("and {} more columns", place.hits.len() - DESCRIBED));
    }
    parts.extend(rules(place));
    if parts.is_empty() {
        return Value::Null;
    }
    let kind = if place.session.client.markdown { MarkupKind::Markdown } else { MarkupKind::PlainText };
    let value = parts.join("\n\n---\n\n");
    let lines = Lines::new(&place.document.text, place.session.client.encoding);
    let range = match place.hits.first() {
        Some(hit) => place.range(sources, hit.span).map(|(_, range)| range),
        None => place.shown.first().map(|one| lines.range(&one.span.range)),
    };
    let range = range.filter(|range| lines.bytes(*range).start <= place.offset);
    json!(Hover { contents: HoverContents::Markup(MarkupContent { kind, value }), range })
}

/// Why the rules that speak of this place do, in the words of their own pages.
fn rules(place: &Place<'_>) -> Vec<String> {
    let mut said: Vec<&str> = Vec::new();
    let mut parts = Vec::new();
    for one in place.shown.iter().filter(|one| !one.at_use) {
        let Some(finding) = one.finding.and_then(|at| place.project.outcome.report.findings.get(at)) else { continue };
        let rules = std::iter::once(&finding.rule).chain(finding.besides.iter().map(|beside| &beside.rule));
        for slug in rules {
            let Some(rule) = place.project.selection.named(slug) else { continue };
            if !said.contains(&rule.slug) {
                said.push(rule.slug);
                parts.push(editor::rule(rule));
            }
        }
    }
    parts
}

fn code_actions(session: &Session, given: &CodeActionParams) -> Answer {
    let none = || Answer::Known(Ok(json!([])));
    let wanted = given.context.only.as_deref();
    // `quickfix` is wanted, or a kind that it is one of.
    let quick = |kind: &CodeActionKind| kind.as_str().is_empty() || kind.as_str() == "quickfix";
    if wanted.is_some_and(|wanted| !wanted.iter().any(quick)) {
        return none();
    }
    let Some(document) = session.documents.get(given.text_document.uri.as_str()) else { return none() };
    let Some((at, path)) = session.project_of(document) else {
        return if session.is_busy() { Answer::Later } else { none() };
    };
    let (Some(project), Some(shown)) = (session.projects.get(at), session.shown.get(at)) else { return none() };
    let lines = Lines::new(&document.text, session.client.encoding);
    let bytes = lines.bytes(given.range);
    let touches = |one: &&Shown| one.span.range.start <= bytes.end && bytes.start <= one.span.range.end;
    let shown: Vec<&Shown> = shown.get(&*path).into_iter().flatten().filter(touches).collect();
    let span = Span { path: Arc::from(&*path), revision: Revision::Head, range: 0..0 };
    let plain = |text: &str| text.strip_prefix('\u{feff}').unwrap_or(text).to_owned();
    let checked = project.outcome.sources.text(&span).map(|text| plain(text));
    if shown.is_empty() || checked != Some(plain(&document.text)) {
        // Of a text that was not checked nothing is known; the client asks again once it is.
        return none();
    }
    let mut missing = actions::fixable(project, &shown);
    missing.retain(|rule| !session.tried.contains_key(&(project.root.clone(), *rule)));
    if !missing.is_empty() {
        return Answer::Fixes(at, missing.into_iter().collect());
    }
    let target = Target {
        uri: &document.uri,
        path: &path,
        version: document.version,
        text: &document.text,
        lines,
        versioned: session.client.versioned,
    };
    let mut all = actions::fix(project, &target, &shown, &session.tried);
    all.extend(actions::accept(project, &target, &shown));
    Answer::Known(Ok(json!(all)))
}
