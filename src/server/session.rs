//! One client: what it can, which files it has open, what it was told, and what it waits for. Messages go in and come out; nothing is read or written here.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::time::Instant;

use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response};
use lsp_types::notification::{self as note, Notification as _};
use lsp_types::{Diagnostic, MessageType, PublishDiagnosticsParams, Uri};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::output::terminal::clean;
use crate::source::{Revision, Span};

use super::actions::Tried;
use super::answers::{self, Answer};
use super::diagnostics::{self, Shown, Writing};
use super::position::{Encoding, Lines, changed};
use super::project::Project;
use super::work::{Check, Done, Task, Unsettled};
use super::{PAUSE, uri};

/// A file that the client has open.
pub(super) struct Document {
    pub uri: Uri,
    /// `None`: it is no file.
    pub path: Option<PathBuf>,
    pub version: i32,
    pub text: Arc<str>,
}

/// What the client said of itself.
#[derive(Default)]
pub(super) struct Client {
    pub encoding: Encoding,
    /// It shows the other places of a diagnostic, links of rules, and edits of a version of a file.
    pub related: bool,
    pub links: bool,
    pub versioned: bool,
    /// It shows Markdown.
    pub markdown: bool,
    /// It can be asked to watch files.
    pub watches: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Running,
    /// After `shutdown`.
    Over,
    /// After `exit`.
    Ended,
}

/// One client.
pub(super) struct Session {
    here: PathBuf,
    tasks: Sender<Task>,
    state: State,
    in_order: bool,
    out: Vec<Message>,
    pub client: Client,
    folders: Vec<PathBuf>,
    pub documents: BTreeMap<String, Document>,
    pub projects: Vec<Project>,
    /// What is shown of each project, by path.
    pub shown: Vec<BTreeMap<Arc<str>, Vec<Shown>>>,
    /// The edits that were tried since the last check, and those that are being tried.
    pub tried: Tried,
    trying: BTreeSet<(PathBuf, &'static str)>,
    /// Requests that wait for something to be found out.
    waiting: Vec<Request>,
    /// What the client has, by URI.
    published: BTreeMap<String, Vec<Diagnostic>>,
    /// Messages that were said once.
    said: BTreeSet<String>,
    /// When the next check starts.
    due: Option<Instant>,
    /// The last check that was asked for, the one that `projects` are of, and the last after which there was nothing more to do.
    generation: u64,
    current: u64,
    idle: u64,
    requests: i32,
}

impl Session {
    pub fn new(here: PathBuf, tasks: Sender<Task>) -> Self {
        Self {
            here,
            tasks,
            state: State::New,
            in_order: false,
            out: Vec::new(),
            client: Client::default(),
            folders: Vec::new(),
            documents: BTreeMap::new(),
            projects: Vec::new(),
            shown: Vec::new(),
            tried: Tried::new(),
            trying: BTreeSet::new(),
            waiting: Vec::new(),
            published: BTreeMap::new(),
            said: BTreeSet::new(),
            due: None,
            generation: 0,
            current: 0,
            idle: 0,
            requests: 0,
        }
    }

    /// When the next check is to start.
    pub fn due(&self) -> Option<Instant> {
        self.due
    }

    /// Whether the client said `shutdown`.
    pub fn is_over(&self) -> bool {
        self.state == State::Over || self.in_order
    }

    /// `Some` once the client said `exit`: whether it had said `shutdown` before.
    pub fn ended(&self) -> Option<bool> {
        (self.state == State::Ended).then_some(self.in_order)
    }

    /// What is to be sent.
    pub fn take(&mut self) -> Vec<Message> {
        std::mem::take(&mut self.out)
    }

    /// Whether something is still being found out.
    pub fn is_busy(&self) -> bool {
        self.due.is_some() || self.idle < self.generation
    }

    /// One message of the client.
    pub fn message(&mut self, message: Message) {
        match message {
            Message::Request(request) => self.request(request),
            Message::Notification(notification) => self.notified(notification),
            // All that is asked of a client is to watch files: where it does not, saved files are enough.
            Message::Response(_) => {}
        }
    }

    fn request(&mut self, request: Request) {
        match (self.state, request.method.as_str()) {
            (State::New, "initialize") => match params(&request.method, request.params) {
                Ok(given) => {
                    let (client, folders) = answers::agreed(&given, &self.here);
                    self.client = client;
                    self.folders = folders;
                    self.state = State::Running;
                    let result = answers::capabilities(&self.client);
                    self.answer(request.id, Ok(result));
                    self.soon();
                }
                Err(error) => self.answer(request.id, Err(error)),
            },
            (State::New, _) => self.refuse(request.id, ErrorCode::ServerNotInitialized, "`initialize` comes first"),
            (State::Running, "initialize") => {
                self.refuse(request.id, ErrorCode::InvalidRequest, "`initialize` comes once");
            }
            (State::Running, "shutdown") => {
                self.state = State::Over;
                self.due = None;
                for waiting in std::mem::take(&mut self.waiting) {
                    self.refuse(waiting.id, ErrorCode::RequestCanceled, "the server is shut down");
                }
                self.answer(request.id, Ok(Value::Null));
            }
            (State::Running, _) => self.try_answer(request),
            (State::Over | State::Ended, _) => {
                self.refuse(request.id, ErrorCode::InvalidRequest, "the server is shut down");
            }
        }
    }

    /// Answers, or keeps the request until more is known.
    fn try_answer(&mut self, request: Request) {
        match answers::answer(self, &request) {
            Answer::Known(result) => self.answer(request.id, result),
            Answer::Later => self.waiting.push(request),
            Answer::Fixes(at, rules) => {
                for rule in rules {
                    let Some(project) = self.projects.get(at) else { continue };
                    if self.trying.insert((project.root.clone(), rule)) {
                        let task = Task::Fix(self.current, Box::new(project.config.clone()), rule);
                        self.idle = self.idle.min(self.generation.saturating_sub(1));
                        let _ = self.tasks.send(task);
                    }
                }
                self.waiting.push(request);
            }
        }
    }

    fn notified(&mut self, notification: Notification) {
        let Notification { method, params } = notification;
        if method == note::Exit::METHOD {
            self.in_order = self.state == State::Over;
            self.state = State::Ended;
            return;
        }
        if self.state != State::Running {
            return;
        }
        let result = match method.as_str() {
            note::Initialized::METHOD => {
                if self.client.watches {
                    self.ask("client/registerCapability", answers::watched());
                }
                Ok(())
            }
            note::Cancel::METHOD => {
                let id = params.get("id").cloned().unwrap_or_default();
                if let Ok(id) = serde_json::from_value::<RequestId>(id)
                    && let Some(at) = self.waiting.iter().position(|one| one.id == id)
                {
                    self.waiting.remove(at);
                    self.refuse(id, ErrorCode::RequestCanceled, "cancelled");
                }
                Ok(())
            }
            note::DidOpenTextDocument::METHOD => read(params).map(|given: lsp_types::DidOpenTextDocumentParams| {
                let lsp_types::TextDocumentItem { uri, version, text, .. } = given.text_document;
                let path = uri::to_path(&uri);
                let document = Document { path, version, text: Arc::from(text), uri };
                self.documents.insert(document.uri.as_str().to_owned(), document);
                self.soon();
            }),
            note::DidChangeTextDocument::METHOD => read(params).map(|given| self.edited(&given)),
            note::DidCloseTextDocument::METHOD => read(params).map(|given: lsp_types::DidCloseTextDocumentParams| {
                self.documents.remove(given.text_document.uri.as_str());
                self.soon();
            }),
            note::DidSaveTextDocument::METHOD
            | note::DidChangeWatchedFiles::METHOD
            | note::DidChangeConfiguration::METHOD => {
                self.soon();
                Ok(())
            }
            note::DidChangeWorkspaceFolders::METHOD => {
                read(params).map(|given: lsp_types::DidChangeWorkspaceFoldersParams| {
                    let gone: Vec<_> = given.event.removed.iter().filter_map(|one| uri::to_path(&one.uri)).collect();
                    self.folders.retain(|folder| !gone.contains(folder));
                    self.folders.extend(given.event.added.iter().filter_map(|one| uri::to_path(&one.uri)));
                    self.soon();
                })
            }
            // What starts with `$/` may be left alone, and nothing else can be answered either.
            _ => Ok(()),
        };
        if let Err(error) = result {
            self.log(MessageType::WARNING, &format!("{method} was not understood: {error}"));
        }
    }

    fn edited(&mut self, given: &lsp_types::DidChangeTextDocumentParams) {
        let Some(document) = self.documents.get_mut(given.text_document.uri.as_str()) else { return };
        document.text = Arc::from(changed(&document.text, &given.content_changes, self.client.encoding));
        document.version = given.text_document.version;
        self.soon();
    }

    /// Everything is checked once nothing has changed for a while.
    fn soon(&mut self) {
        if self.state == State::Running {
            self.due = Some(Instant::now() + PAUSE);
        }
    }

    /// Asks for a check of how things are now.
    pub fn start_check(&mut self) {
        self.due = None;
        self.generation += 1;
        let open = self.documents.values().filter_map(|one| Some((one.path.clone()?, one.text.clone())));
        let texts = open.collect();
        let _ =
            self.tasks.send(Task::Check(Check { generation: self.generation, folders: self.folders.clone(), texts }));
    }

    /// Something was found out.
    pub fn done(&mut self, done: Done) {
        if self.state != State::Running {
            return;
        }
        match done {
            Done::Checked(generation, projects) => {
                self.current = generation;
                self.checked(projects);
            }
            Done::Places(root, places) => {
                if let Some(project) = self.projects.iter_mut().find(|one| one.root == root) {
                    project.places = Some(*places);
                }
            }
            Done::Fixed(generation, root, rule, found) => {
                self.trying.remove(&(root.clone(), rule));
                if generation == self.current {
                    self.tried.insert((root, rule), found.files);
                }
            }
            Done::Failed(message) => {
                // What failed once is not tried again before the next check.
                let failed = std::mem::take(&mut self.trying);
                self.tried.extend(failed.into_iter().map(|key| (key, Vec::new())));
                self.say(MessageType::ERROR, &message);
            }
            Done::Idle(generation) => {
                self.idle = generation;
                self.trying.clear();
            }
        }
        for request in std::mem::take(&mut self.waiting) {
            self.try_answer(request);
        }
    }

    fn checked(&mut self, projects: Vec<Result<Project, Unsettled>>) {
        self.tried.clear();
        let mut unsettled = Vec::new();
        let mut former = std::mem::take(&mut self.projects);
        for result in projects {
            match result {
                Ok(mut project) => {
                    // What uses what is known as of the check before, until it is known anew.
                    let known = former.iter_mut().find(|one| one.root == project.root);
                    project.places = known.and_then(|one| one.places.take());
                    self.projects.push(project);
                }
                Err(error) => unsettled.push(error),
            }
        }
        let messages: Vec<(bool, String)> = self
            .projects
            .iter()
            .flat_map(|project| &project.outcome.report.problems)
            .filter(|problem| problem.span.is_none())
            .map(|problem| (problem.fatal, problem.message.clone()))
            .collect();
        for (fatal, message) in messages {
            if self.said.insert(message.clone()) {
                match fatal {
                    true => self.say(MessageType::ERROR, &message),
                    false => self.log(MessageType::WARNING, &message),
                }
            }
        }
        self.publish(&unsettled);
    }

    /// Tells the client what changed since it was told last. A file that was edited since the check is left for the next.
    fn publish(&mut self, unsettled: &[Unsettled]) {
        let mut now: BTreeMap<String, (Uri, Vec<Diagnostic>)> = BTreeMap::new();
        let mut all_shown = Vec::new();
        for project in &self.projects {
            let uri = |path: &str| self.uri_of(&project.root.join(path));
            let Client { encoding, related, links, .. } = self.client;
            let shown = diagnostics::of(project, &Writing { encoding, related, links, uri: &uri });
            for (path, shown) in &shown {
                let Some(uri) = uri(path) else { continue };
                let of_file = now.entry(uri.as_str().to_owned()).or_insert_with(|| (uri, Vec::new()));
                of_file.1.extend(shown.iter().map(|one| one.diagnostic.clone()));
            }
            all_shown.push(shown);
        }
        self.shown = all_shown;
        for one in unsettled {
            for error in &one.errors {
                self.unsettled(&one.folder, error, &mut now);
            }
        }
        let gone: Vec<String> = self.published.keys().filter(|uri| !now.contains_key(*uri)).cloned().collect();
        for uri in gone {
            self.published.remove(&uri);
            if let Ok(uri) = Uri::from_str(&uri) {
                self.diagnostics(uri, Vec::new());
            }
        }
        for (key, (uri, diagnostics)) in now {
            if !self.is_stale(&key) && self.published.get(&key) != Some(&diagnostics) {
                self.published.insert(key, diagnostics.clone());
                self.diagnostics(uri, diagnostics);
            }
        }
    }

    fn diagnostics(&mut self, uri: Uri, diagnostics: Vec<Diagnostic>) {
        let version = self.documents.get(uri.as_str()).map(|document| document.version);
        self.notify(note::PublishDiagnostics::METHOD, PublishDiagnosticsParams { uri, diagnostics, version });
    }

    /// What is wrong with the configuration: in its file, or said once.
    fn unsettled(
        &mut self,
        folder: &Path,
        error: &crate::config::ConfigError,
        now: &mut BTreeMap<String, (Uri, Vec<Diagnostic>)>,
    ) {
        let path = folder.join(&error.file);
        let uri = self.uri_of(&path).filter(|_| !error.file.as_os_str().is_empty());
        let parts = [Some(&error.message), error.label.as_ref(), error.help.as_ref()];
        let message = parts.into_iter().flatten().map(|part| clean(part, true)).collect::<Vec<_>>().join("\n");
        if let Some(uri) = uri {
            let diagnostic = Diagnostic {
                range: Lines::new(&error.text, self.client.encoding).range(&error.span),
                severity: Some(lsp_types::DiagnosticSeverity::ERROR),
                source: Some("migcheck".to_owned()),
                message: message.clone(),
                ..Diagnostic::default()
            };
            now.entry(uri.as_str().to_owned()).or_insert_with(|| (uri, Vec::new())).1.push(diagnostic);
        }
        if self.said.insert(message.clone()) {
            self.say(MessageType::ERROR, &message);
        }
    }

    /// Whether a file has changed since it was checked.
    fn is_stale(&self, uri: &str) -> bool {
        let Some(document) = self.documents.get(uri) else { return false };
        let Some((project, path)) = self.project_of(document) else { return false };
        let span = Span { path: path.into(), revision: Revision::Head, range: 0..0 };
        let plain = |text: &str| text.strip_prefix('\u{feff}').unwrap_or(text).to_owned();
        let checked = self.projects.get(project).and_then(|one| one.outcome.sources.text(&span));
        checked.is_some_and(|text| **text != *document.text && plain(text) != plain(&document.text))
    }

    /// The project that a document belongs to, and its path there: the innermost, if there are several.
    pub fn project_of(&self, document: &Document) -> Option<(usize, String)> {
        let path = document.path.as_deref()?;
        let all = self.projects.iter().enumerate();
        let inside = all.filter_map(|(at, project)| Some((at, project.relative(path)?)));
        inside.min_by_key(|(_, path)| path.len())
    }

    /// The URI of a path: that by which the client knows it, if it has it open.
    pub fn uri_of(&self, path: &Path) -> Option<Uri> {
        let open = self.documents.values().find(|document| document.path.as_deref() == Some(path));
        open.map(|document| document.uri.clone()).or_else(|| uri::of_path(path))
    }

    fn answer(&mut self, id: RequestId, result: Result<Value, (ErrorCode, String)>) {
        let response = match result {
            Ok(value) => Response { id, response_result: Ok(value) },
            Err((code, message)) => Response::new_err(id, code as i32, message),
        };
        self.out.push(response.into());
    }

    fn refuse(&mut self, id: RequestId, code: ErrorCode, why: &str) {
        self.answer(id, Err((code, why.to_owned())));
    }

    fn notify(&mut self, method: &str, params: impl serde::Serialize) {
        let params = serde_json::to_value(params).unwrap_or_default();
        self.out.push(Notification { method: method.to_owned(), params }.into());
    }

    fn ask(&mut self, method: &str, params: Value) {
        self.requests += 1;
        let id = RequestId::from(format!("migcheck-{}", self.requests));
        self.out.push(Request { id, method: method.to_owned(), params }.into());
    }

    fn say(&mut self, kind: MessageType, message: &str) {
        self.notify(note::ShowMessage::METHOD, json!({ "type": kind, "message": told(message) }));
    }

    fn log(&mut self, kind: MessageType, message: &str) {
        self.notify(note::LogMessage::METHOD, json!({ "type": kind, "message": told(message) }));
    }
}

/// A message of several lines, each harmless.
fn told(message: &str) -> String {
    let lines: Vec<String> = message.lines().map(|line| clean(line, true)).collect();
    format!("migcheck: {}", lines.join("\n"))
}

/// The parameters of a request.
pub(super) fn params<T: DeserializeOwned>(method: &str, given: Value) -> Result<T, (ErrorCode, String)> {
    read(given).map_err(|error| (ErrorCode::InvalidParams, format!("{method}: {error}")))
}

fn read<T: DeserializeOwned>(given: Value) -> Result<T, String> {
    serde_json::from_value(given).map_err(|error| error.to_string())
}
