//! `migcheck server`, spoken to over its pipes as an editor does.

#![allow(clippy::disallowed_methods)]

mod common;

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use serde_json::{Value, json};

/// How long an answer may take on a machine that is busy.
const PATIENCE: Duration = Duration::from_secs(120);

/// An editor.
struct Editor {
    child: Child,
    input: Option<ChildStdin>,
    inbox: Receiver<Value>,
    /// What came while something else was waited for.
    kept: Vec<Value>,
    root: PathBuf,
    last: i64,
}

impl Editor {
    /// Starts the server in a folder and says nothing yet.
    fn start(root: &Path, line: &str) -> Editor {
        let mut child = common::command(&format!("server {line}"))
            .current_dir(root)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let (input, output) = (child.stdin.take(), child.stdout.take().unwrap());
        let (send, inbox) = mpsc::channel();
        std::thread::spawn(move || {
            let mut output = BufReader::new(output);
            while let Some(message) = read(&mut output) {
                if send.send(message).is_err() {
                    return;
                }
            }
        });
        Editor { child, input, inbox, kept: Vec::new(), root: root.to_owned(), last: 0 }
    }

    /// A client that can everything, with its folder open.
    fn open(root: &Path, line: &str) -> Editor {
        Self::with(root, line, json!({ "general": { "positionEncodings": ["utf-16"] } }))
    }

    fn with(root: &Path, line: &str, more: Value) -> Editor {
        let mut editor = Self::start(root, line);
        let mut capabilities = json!({
            "textDocument": { "publishDiagnostics": { "relatedInformation": true, "codeDescriptionSupport": true } },
            "workspace": { "workspaceEdit": { "documentChanges": true } },
        });
        capabilities.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let folder = json!({ "uri": uri(root), "name": "x" });
        let given =
            json!({ "processId": null, "rootUri": null, "capabilities": capabilities, "workspaceFolders": [folder] });
        let answer = editor.ask("initialize", given);
        assert_eq!(answer["serverInfo"]["name"], "migcheck");
        editor.tell("initialized", json!({}));
        editor
    }

    fn raw(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().unwrap();
        input.write_all(bytes).and_then(|()| input.flush()).unwrap();
    }

    fn send(&mut self, mut message: Value) {
        message["jsonrpc"] = "2.0".into();
        let text = message.to_string();
        self.raw(format!("Content-Length: {}\r\n\r\n{text}", text.len()).as_bytes());
    }

    fn tell(&mut self, method: &str, params: Value) {
        self.send(json!({ "method": method, "params": params }));
    }

    /// The next message that is wanted; the others are kept.
    fn wait(&mut self, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.kept.iter().position(&wanted) {
            return self.kept.remove(at);
        }
        loop {
            let message = self.inbox.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("{what}: {:#?}", self.kept));
            if wanted(&message) {
                return message;
            }
            self.kept.push(message);
        }
    }

    fn response(&mut self, method: &str, params: Value) -> Value {
        self.last += 1;
        let id = self.last;
        self.send(json!({ "id": id, "method": method, "params": params }));
        self.wait(method, |message| message["id"] == id && message.get("method").is_none())
    }

    fn ask(&mut self, method: &str, params: Value) -> Value {
        let response = self.response(method, params);
        assert!(response.get("error").is_none(), "{method}: {response}");
        response["result"].clone()
    }

    /// The next diagnostics of a file.
    fn diagnostics(&mut self, path: &str) -> Vec<Value> {
        let uri = self.uri(path);
        let wanted = |message: &Value| {
            message["method"] == "textDocument/publishDiagnostics" && message["params"]["uri"] == uri.as_str()
        };
        self.wait(path, wanted)["params"]["diagnostics"].as_array().unwrap().clone()
    }

    fn uri(&self, path: &str) -> String {
        uri(&self.root.join(path))
    }

    fn text(&self, path: &str) -> String {
        fs::read_to_string(self.root.join(path)).unwrap()
    }

    fn did_open(&mut self, path: &str, text: &str) {
        let item = json!({ "uri": self.uri(path), "languageId": "x", "version": 1, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": item }));
    }

    fn did_change(&mut self, path: &str, version: i64, changes: Value) {
        let document = json!({ "uri": self.uri(path), "version": version });
        self.tell("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
    }

    /// The parameters of a request about the place of `needle` in a file.
    fn at(&self, path: &str, text: &str, needle: &str) -> Value {
        let offset = text.find(needle).unwrap();
        let line = text[..offset].matches('\n').count();
        let start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
        let character: usize = text[start..offset].chars().map(char::len_utf16).sum();
        json!({ "textDocument": { "uri": self.uri(path) }, "position": { "line": line, "character": character + 1 } })
    }

    fn actions(&mut self, path: &str, range: &Value) -> Vec<Value> {
        let given = json!({
            "textDocument": { "uri": self.uri(path) }, "range": range, "context": { "diagnostics": [] },
        });
        self.ask("textDocument/codeAction", given).as_array().unwrap().clone()
    }

    /// Says goodbye. The exit code.
    fn close(mut self) -> i32 {
        assert_eq!(self.ask("shutdown", Value::Null), Value::Null);
        let late = self.response("textDocument/hover", json!({}));
        assert_eq!(late["error"]["code"], -32600);
        self.tell("exit", Value::Null);
        self.child.wait().unwrap().code().unwrap()
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

fn read(output: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end() {
            "" => break,
            line => length = line.strip_prefix("Content-Length: ")?.parse().ok()?,
        }
    }
    let mut bytes = vec![0; length];
    output.read_exact(&mut bytes).ok()?;
    serde_json::from_slice(&bytes).ok()
}

fn uri(path: &Path) -> String {
    format!("file://{}", path.to_str().unwrap())
}

fn scenario(name: &str, tree: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(name).join(tree)
}

/// `path:line:column` of a place, from 1.
fn place(root: &Path, uri: &Value, range: &Value) -> String {
    let path = uri.as_str().unwrap().strip_prefix(&format!("{}/", self::uri(root))).unwrap();
    let at = |key: &str| range["start"][key].as_u64().unwrap() + 1;
    format!("{path}:{}:{}", at("line"), at("character"))
}

fn places(root: &Path, locations: &Value) -> Vec<String> {
    locations.as_array().unwrap().iter().map(|one| place(root, &one["uri"], &one["range"])).collect()
}

/// The text after the edits of an action, which are about this file alone.
fn applied(action: &Value, text: &str) -> String {
    let edits = action["edit"]["documentChanges"][0]["edits"].as_array().unwrap();
    let offset = |position: &Value| {
        let line = usize::try_from(position["line"].as_u64().unwrap()).unwrap();
        let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
        start + usize::try_from(position["character"].as_u64().unwrap()).unwrap()
    };
    let mut text = text.to_owned();
    let mut edits: Vec<_> =
        edits.iter().map(|edit| (offset(&edit["range"]["start"]), offset(&edit["range"]["end"]), edit)).collect();
    edits.sort_by_key(|(start, ..)| std::cmp::Reverse(*start));
    for (start, end, edit) in edits {
        text.replace_range(start..end, edit["newText"].as_str().unwrap());
    }
    text
}

/// A repository whose first commit has some files, and whose work tree has more.
fn repository(committed: &[(&str, &str)], more: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let put = |files: &[(&str, &str)]| {
        for (path, text) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
    };
    let git = |line: &str| {
        let mut command = Command::new("git");
        command.args(["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]);
        let done = command.args(line.split(' ')).current_dir(folder.path()).output().unwrap();
        assert!(done.status.success(), "{line}: {}", String::from_utf8_lossy(&done.stderr));
    };
    put(committed);
    git("init -q -b main");
    git("add -A");
    git("commit -q -m first");
    put(more);
    folder
}

const USERS: (&str, &str) =
    ("migrations/0001_users.sql", "CREATE TABLE users (\n    id bigint PRIMARY KEY,\n    email text NOT NULL\n);\n");
const LOGIN: (&str, &str) = (
    "app/login.py",
    "def login(pool, name):\n    return pool.fetch(\"SELECT id FROM users WHERE email = $1\", name)\n",
);
const DROP: &str = "ALTER TABLE users\n    DROP COLUMN email;\n";

#[test]
fn an_editor_finds_its_way_between_code_and_migrations() {
    let root = scenario("drop-column-login-go-sql", "head");
    let base = scenario("drop-column-login-go-sql", "base");
    let mut editor = Editor::open(&root, &format!("--stdio --base {}", base.display()));
    let (first, second, code) =
        ("migrations/000001_users.up.sql", "migrations/000002_drop_username.up.sql", "store/login.go");

    let found = editor.diagnostics(second);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!((&found[0]["code"], &found[0]["severity"]), (&json!("column-still-used"), &json!(1)));
    assert_eq!(
        found[0]["range"],
        json!({ "start": { "line": 2, "character": 4 }, "end": { "line": 2, "character": 24 } })
    );
    let message = found[0]["message"].as_str().unwrap();
    assert!(
        message.starts_with("`users.username` is dropped") && message.contains("Once the migration has run"),
        "{message}"
    );
    let other = &found[0]["relatedInformation"][0];
    assert_eq!(place(&root, &other["location"]["uri"], &other["location"]["range"]), "store/login.go:18:11");
    assert_eq!(other["message"], "read here, in Login (POST /login)");

    let found = editor.diagnostics(code);
    let other = &found[0]["relatedInformation"][0];
    assert_eq!(place(&root, &other["location"]["uri"], &other["location"]["range"]), format!("{second}:3:5"));
    assert_eq!(found[0]["range"]["start"], json!({ "line": 17, "character": 10 }));

    let text = editor.text(code);
    editor.did_open(code, &text);
    let at = editor.at(code, &text, "username = $1");
    let hover = editor.ask("textDocument/hover", at.clone());
    let shown = hover["contents"]["value"].as_str().unwrap();
    for part in [
        "**`users.username`** — column",
        "`text`, may be NULL",
        "made by [`migrations/000001_users.up.sql:4`](file://",
        "**dropped by [`migrations/000002_drop_username.up.sql:3`]",
        "uses: 1 read (certain)",
        "read here (certain): the string was parsed as SQL",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    assert_eq!(hover["range"]["start"], json!({ "line": 17, "character": 10 }));
    let both = [format!("{first}:4:5"), format!("{second}:3:5")];
    let found = editor.ask("textDocument/definition", at.clone());
    assert_eq!(places(&root, &found), both);
    // `password_hash` is made once, and no pending migration speaks of it.
    let at = editor.at(code, &text, "password_hash");
    let found = editor.ask("textDocument/definition", at);
    assert_eq!(places(&root, &found), [format!("{first}:5:5")]);
    // Nothing is known of the word `package`.
    let at = editor.at(code, &text, "package");
    assert_eq!(editor.ask("textDocument/hover", at.clone()), Value::Null);
    assert_eq!(editor.ask("textDocument/definition", at), json!([]));

    for (path, needle) in [(first, "username text"), (second, "username;")] {
        let text = editor.text(path);
        editor.did_open(path, &text);
        let mut at = editor.at(path, &text, needle);
        at["context"] = json!({ "includeDeclaration": false });
        let found = editor.ask("textDocument/references", at.clone());
        assert_eq!(places(&root, &found), ["store/login.go:18:11"], "{path}");
        at["context"] = json!({ "includeDeclaration": true });
        let found = editor.ask("textDocument/references", at);
        assert_eq!(places(&root, &found), [&both[..], &["store/login.go:18:11".to_owned()]].concat());
    }
    // What was opened as it is on the disk changes nothing, so nothing new is said of it.
    let hover = {
        let text = editor.text(second);
        let at = editor.at(second, &text, "DROP");
        editor.ask("textDocument/hover", at)
    };
    assert!(hover["contents"]["value"].as_str().unwrap().contains("**`column-still-used`**: "), "{hover}");
    assert!(
        editor.kept.iter().all(|message| message["method"] != "textDocument/publishDiagnostics"),
        "{:#?}",
        editor.kept
    );
    // What was typed since the check moves the answers; nobody waits for the next one.
    let start = json!({ "line": 0, "character": 0 });
    editor.did_change(code, 2, json!([{ "range": { "start": start, "end": start }, "text": "// ö\n" }]));
    let typed = format!("// ö\n{text}");
    let mut at = editor.at(code, &typed, "username = $1");
    let found = editor.ask("textDocument/definition", at.clone());
    assert_eq!(places(&root, &found), both);
    at["context"] = json!({ "includeDeclaration": false });
    let found = editor.ask("textDocument/references", at);
    assert_eq!(places(&root, &found), ["store/login.go:19:11"]);
    let at = editor.at(code, &typed, "ö");
    assert_eq!(editor.ask("textDocument/hover", at), Value::Null);
    assert_eq!(editor.close(), 0);
}

#[test]
fn what_is_not_saved_counts() {
    let folder = repository(&[USERS, LOGIN], &[]);
    let mut editor = Editor::open(folder.path(), "");
    // A migration that is on no disk yet.
    let new = "migrations/0002_drop.sql";
    editor.did_open(new, DROP);
    assert_eq!(editor.diagnostics(new).len(), 1);
    let found = editor.diagnostics(LOGIN.0);
    assert_eq!(found[0]["range"]["start"], json!({ "line": 1, "character": 50 }));

    // The use goes away in the editor, and with it the finding about the code here; the code that is deployed has it still.
    editor.did_open(LOGIN.0, LOGIN.1);
    let start = json!({ "line": 1, "character": 50 });
    editor.did_change(
        LOGIN.0,
        2,
        json!([{ "range": { "start": start, "end": { "line": 1, "character": 55 } }, "text": "id" }]),
    );
    assert_eq!(editor.diagnostics(LOGIN.0), [] as [Value; 0]);
    let found = editor.diagnostics(new);
    let message = found[0]["message"].as_str().unwrap();
    assert!(message.contains("app/login.py @ main:2"), "{message}");
    assert_eq!(found[0]["code"], "column-used-by-deployed-code", "{found:#?}");

    // The drop goes away, and all that was said.
    editor.did_change(new, 2, json!([{ "text": "ALTER TABLE users ADD COLUMN nick text;\n" }]));
    assert_eq!(editor.diagnostics(new), [] as [Value; 0]);
    // A file that is closed counts as on the disk, where this one is not.
    editor.did_change(new, 3, json!([{ "text": DROP }]));
    assert_eq!(editor.diagnostics(new).len(), 1);
    editor.tell("textDocument/didClose", json!({ "textDocument": { "uri": editor.uri(new) } }));
    assert_eq!(editor.diagnostics(new), [] as [Value; 0]);
    // A file that somebody else writes is seen when the editor tells of it.
    fs::write(folder.path().join(new), DROP).unwrap();
    let change = json!({ "uri": editor.uri(new), "type": 1 });
    editor.tell("workspace/didChangeWatchedFiles", json!({ "changes": [change] }));
    assert_eq!(editor.diagnostics(new).len(), 1);
    assert_eq!(editor.close(), 0);
}

#[test]
fn columns_count_what_client_and_server_agreed_on() {
    let query = "Q = \"/* 😀é */ SELECT email FROM users\"\n";
    for (offered, agreed, character) in [
        (json!(["utf-8", "utf-16"]), "utf-8", 25),
        (json!(["utf-32", "utf-16"]), "utf-16", 22),
        (json!(null), "utf-16", 22),
    ] {
        let folder = repository(&[USERS], &[("migrations/0002_drop.sql", DROP), ("app/q.py", query)]);
        let mut editor = Editor::start(folder.path(), "");
        let general = json!({ "positionEncodings": offered });
        let given = json!({ "processId": null, "rootUri": uri(folder.path()), "capabilities": { "general": general } });
        let answer = editor.ask("initialize", given);
        assert_eq!(answer["capabilities"]["positionEncoding"], agreed);
        editor.tell("initialized", json!({}));
        let found = editor.diagnostics("app/q.py");
        assert_eq!(found[0]["range"]["start"], json!({ "line": 0, "character": character }), "{agreed}");
        // Without related information everything is in the message.
        let found = editor.diagnostics("migrations/0002_drop.sql");
        assert!(found[0].get("relatedInformation").is_none());
        assert!(found[0]["message"].as_str().unwrap().contains("app/q.py:1: read here"), "{found:#?}");
        editor.did_open("app/q.py", query);
        let document = json!({ "uri": editor.uri("app/q.py") });
        let at = json!({ "textDocument": document, "position": { "line": 0, "character": character } });
        let hover = editor.ask("textDocument/hover", at);
        assert_eq!(hover["range"]["start"]["character"], character);
    }
}

#[test]
fn findings_are_accepted_with_a_reason() {
    let new = "migrations/0002_drop.sql";
    let folder = repository(&[USERS], &[(new, DROP), LOGIN]);
    let mut editor = Editor::open(folder.path(), "");
    editor.did_open(new, DROP);
    editor.did_open(LOGIN.0, LOGIN.1);
    let in_code = editor.diagnostics(LOGIN.0);
    let found = editor.diagnostics(new);
    let actions = editor.actions(new, &found[0]["range"]);
    let action = actions.iter().find(|one| one["title"] == "Accept this in a comment (column-still-used): write why");
    let action = action.unwrap_or_else(|| panic!("{actions:#?}"));
    assert_eq!((&action["kind"], &action["diagnostics"][0]), (&json!("quickfix"), &found[0]));
    let text = applied(action, DROP);
    assert_eq!(text, format!("-- migcheck: allow column-still-used: \n{DROP}"));
    // As long as no reason stands there, it accepts nothing.
    editor.did_change(new, 2, json!([{ "text": text }]));
    let codes: Vec<Value> = editor.diagnostics(new).iter().map(|one| one["code"].clone()).collect();
    assert_eq!(codes, ["suppression-without-reason", "column-still-used"]);
    // The place that it names has moved by a line.
    let moved = editor.diagnostics(LOGIN.0);
    assert_eq!(moved[0]["relatedInformation"][0]["location"]["range"]["start"]["line"], 2);
    editor.did_change(new, 3, json!([{ "text": text.replace(": \n", ": nobody logs in\n") }]));
    assert_eq!(editor.diagnostics(new), [] as [Value; 0]);
    assert_eq!(editor.diagnostics(LOGIN.0), [] as [Value; 0]);

    // In the code, where the use is.
    editor.did_change(new, 4, json!([{ "text": DROP }]));
    assert_eq!(editor.diagnostics(LOGIN.0), in_code);
    let actions = editor.actions(LOGIN.0, &in_code[0]["range"]);
    assert_eq!(actions.len(), 1, "{actions:#?}");
    let text = applied(&actions[0], LOGIN.1);
    assert!(text.contains("\n    # migcheck: allow column-still-used: \n    return"), "{text}");
    // Another kind of action is wanted.
    let only = json!({ "diagnostics": [], "only": ["refactor"] });
    let given = json!({ "textDocument": { "uri": editor.uri(new) }, "range": found[0]["range"], "context": only });
    assert_eq!(editor.ask("textDocument/codeAction", given), json!([]));
    assert_eq!(editor.close(), 0);
}

#[test]
fn fixes_that_hold_are_offered() {
    let new = "migrations/0002_index.sql";
    let index = "CREATE INDEX users_email_idx ON users (email);\n";
    let folder = repository(&[USERS], &[(new, index)]);
    let mut editor = Editor::open(folder.path(), "");
    editor.did_open(new, index);
    let found = editor.diagnostics(new);
    let actions = editor.actions(new, &found[0]["range"]);
    let fix = actions.iter().find(|one| one["title"] == "Fix index-not-concurrent in this migration");
    let fix = fix.unwrap_or_else(|| panic!("{actions:#?}"));
    assert_eq!(fix["isPreferred"], true);
    assert_eq!(fix["edit"]["documentChanges"][0]["textDocument"]["version"], 1);
    let text = applied(fix, index);
    assert!(text.contains("CREATE INDEX CONCURRENTLY users_email_idx"), "{text}");
    editor.did_change(new, 2, json!([{ "text": text }]));
    let left = editor.diagnostics(new);
    assert!(left.iter().all(|one| one["code"] != "index-not-concurrent"), "{left:#?}");
    assert_eq!(editor.close(), 0);
}

#[test]
fn nothing_that_is_sent_ends_the_server() {
    let folder = repository(&[USERS], &[]);
    let mut editor = Editor::start(folder.path(), "");
    let early = editor.response("textDocument/hover", json!({}));
    assert_eq!(early["error"]["code"], -32002);
    let odd = editor.response("initialize", json!({ "capabilities": 5 }));
    assert_eq!(odd["error"]["code"], -32602);
    editor.ask("initialize", json!({ "capabilities": {}, "rootUri": uri(folder.path()) }));
    editor.tell("initialized", json!({}));
    for body in ["{", "null", "[1]", "\u{0}", "{\"id\":1.5,\"method\":\"x\"}"] {
        editor.raw(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
        let refused = editor.wait(body, |message| message["id"].is_null() && message.get("error").is_some());
        assert!(matches!(refused["error"]["code"].as_i64(), Some(-32700 | -32600)), "{body}: {refused}");
    }
    editor.raw(b"Host: example.com\r\n\r\n");
    editor.wait("no length", |message| message["error"]["code"] == -32700);
    for (method, params, code) in [
        ("no/such", json!(null), -32601),
        ("initialize", json!({ "capabilities": {} }), -32600),
        ("textDocument/hover", json!(null), -32602),
        ("textDocument/hover", json!({ "textDocument": { "uri": "a b" }, "position": {} }), -32602),
        ("textDocument/references", json!({ "position": { "line": -1, "character": 0 } }), -32602),
        ("textDocument/codeAction", json!([]), -32602),
    ] {
        assert_eq!(editor.response(method, params)["error"]["code"], code, "{method}");
    }
    // Files that are none, positions that are nowhere, changes of what is not open.
    let document =
        |uri: &str| json!({ "uri": uri, "languageId": "sql", "version": 1, "text": "DROP TABLE users;\u{0}" });
    for uri in ["untitled:Untitled-1", "file:///%FF", "file://elsewhere/x.sql", "git:/x.sql?%7B%7D"] {
        editor.tell("textDocument/didOpen", json!({ "textDocument": document(uri) }));
        let far = json!({ "line": 4_294_967_295_u32, "character": 4_294_967_295_u32 });
        let at = json!({ "textDocument": { "uri": uri }, "position": far });
        assert_eq!(editor.ask("textDocument/hover", at), Value::Null);
    }
    let nowhere = json!([{ "range": { "start": { "line": 9, "character": 9 }, "end": { "line": 0, "character": 0 } }, "text": "x" }]);
    editor.did_change("not-open.sql", 1, nowhere.clone());
    editor.did_open(USERS.0, USERS.1);
    editor.did_change(USERS.0, 2, nowhere);
    editor.tell("textDocument/didOpen", json!({ "textDocument": 1 }));
    editor.tell("$/cancelRequest", json!({ "id": {} }));
    editor.tell("$/whatever", json!(null));
    editor.send(json!({ "id": "nobody-asked", "result": 1 }));
    let text = editor.text(USERS.0);
    let at = editor.at(USERS.0, &text, "email");
    assert!(editor.ask("textDocument/hover", at)["contents"]["value"].as_str().unwrap().contains("users.email"));
    assert_eq!(editor.close(), 0);
}

#[test]
fn an_end_without_goodbye_is_told_from_one_with_it() {
    let folder = repository(&[USERS], &[]);
    let mut editor = Editor::open(folder.path(), "");
    editor.tell("exit", Value::Null);
    assert_eq!(editor.child.wait().unwrap().code(), Some(1));
    // The editor crashed: the pipe is closed, and nothing stays behind.
    let mut editor = Editor::open(folder.path(), "");
    editor.input = None;
    assert_eq!(editor.child.wait().unwrap().code(), Some(1));
}

#[test]
fn a_wrong_configuration_is_shown_where_it_stands() {
    let folder = repository(&[USERS], &[("migcheck.toml", "select = [\"usage\"]\nfail-onn = \"error\"\n")]);
    let mut editor = Editor::open(folder.path(), "");
    let found = editor.diagnostics("migcheck.toml");
    assert_eq!(found[0]["range"]["start"]["line"], 1, "{found:#?}");
    editor.wait("a message", |message| message["method"] == "window/showMessage");
    fs::write(folder.path().join("migcheck.toml"), "select = [\"usage\"]\n").unwrap();
    editor.tell("textDocument/didSave", json!({ "textDocument": { "uri": editor.uri("migcheck.toml") } }));
    assert_eq!(editor.diagnostics("migcheck.toml"), [] as [Value; 0]);
    assert_eq!(editor.close(), 0);
}

#[test]
fn files_are_watched_where_the_client_can() {
    let folder = repository(&[USERS], &[]);
    let can = json!({ "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true } } });
    let mut editor = Editor::with(folder.path(), "", can);
    let asked = editor.wait("a registration", |message| message["method"] == "client/registerCapability");
    let glob = asked["params"]["registrations"][0]["registerOptions"]["watchers"][0]["globPattern"].as_str().unwrap();
    assert!(glob.contains("sql") && glob.contains("py") && glob.contains("toml"), "{glob}");
    editor.send(json!({ "id": asked["id"], "result": null }));
    assert_eq!(editor.close(), 0);
}

#[test]
fn what_waits_can_be_cancelled() {
    let folder = repository(&[USERS], &[]);
    let mut editor = Editor::open(folder.path(), "");
    editor.did_open(USERS.0, USERS.1);
    let mut asked = editor.at(USERS.0, USERS.1, "email");
    editor.send(json!({ "id": "early", "method": "textDocument/hover", "params": asked.take() }));
    editor.tell("$/cancelRequest", json!({ "id": "early" }));
    let answer = editor.wait("an answer", |message| message["id"] == "early");
    assert_eq!(answer["error"]["code"], -32800, "{answer}");
    assert_eq!(editor.close(), 0);
}

#[test]
fn a_rule_of_the_project_is_linked_to_its_file() {
    let rule = "# Tables stay\n\n```toml\nlevel = \"error\"\ngroup = \"design\"\non = [\"create-table\"]\n\
                message.any = \"`{table}` is made\"\nplan.any = [\"drop it\"]\n```\n\n## Hazard\n\nA <b>table</b>.\n";
    let toml = "user-rules = \"ci\"\n";
    let folder = repository(&[("a.txt", "")], &[("migcheck.toml", toml), ("ci/no-tables.md", rule), USERS]);
    let mut editor = Editor::open(folder.path(), "");
    let found = editor.diagnostics(USERS.0);
    let own = found.iter().find(|one| one["code"] == "no-tables").unwrap_or_else(|| panic!("{found:#?}"));
    assert_eq!(own["codeDescription"]["href"], editor.uri("ci/no-tables.md"));
    assert_eq!(own["message"], "`users` is made\nTo do: drop it");
    assert_eq!(editor.close(), 0);
}
