//! Messages on a stream: a header with the length, then JSON. What is no message is told, with the id that it bears if it bears one, and reading goes on.
//!
//! `lsp-server` has a reader as well, which ends at the first bad message and takes any length for granted.

use std::io::{BufRead, Read, Write};

use lsp_server::{ErrorCode, Message, RequestId, Response};
use serde_json::{Value, json};

/// The longest message that is read.
const LARGEST: u64 = 64 << 20;
/// The longest line of a header.
const LONGEST_LINE: u64 = 64 << 10;

/// What came in.
#[derive(Debug)]
pub(super) enum Incoming {
    Message(Message),
    Bad(Bad),
    /// The stream has ended.
    End,
}

/// Something that is no message.
#[derive(Debug, PartialEq)]
pub(super) struct Bad {
    pub id: Option<RequestId>,
    pub code: ErrorKind,
    pub why: String,
}

/// The two ways in which a message is bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ErrorKind {
    /// It is no JSON.
    Parse,
    /// It is JSON, and no request, answer or notification.
    Invalid,
}

/// Reads until the stream ends or nobody listens any more.
pub(super) fn read(input: &mut dyn BufRead, mut send: impl FnMut(Incoming) -> bool) {
    loop {
        let incoming = next(input);
        let is_end = matches!(incoming, Incoming::End);
        if !send(incoming) || is_end {
            return;
        }
    }
}

/// Writes a message.
pub(super) fn write(output: &mut dyn Write, message: &Message) -> std::io::Result<()> {
    let mut bytes = Vec::new();
    message.write(&mut bytes)?;
    output.write_all(&bytes)?;
    output.flush()
}

/// Answers what was no message.
pub(super) fn refuse(output: &mut dyn Write, bad: &Bad) -> std::io::Result<()> {
    let code = match bad.code {
        ErrorKind::Parse => ErrorCode::ParseError,
        ErrorKind::Invalid => ErrorCode::InvalidRequest,
    } as i32;
    match &bad.id {
        Some(id) => write(output, &Response::new_err(id.clone(), code, bad.why.clone()).into()),
        None => {
            let error = json!({ "code": code, "message": bad.why });
            let text = json!({ "jsonrpc": "2.0", "id": Value::Null, "error": error }).to_string();
            write!(output, "Content-Length: {}\r\n\r\n{text}", text.len())?;
            output.flush()
        }
    }
}

fn bad(code: ErrorKind, why: impl Into<String>) -> Incoming {
    Incoming::Bad(Bad { id: None, code, why: why.into() })
}

fn next(input: &mut dyn BufRead) -> Incoming {
    let mut length: Option<u64> = None;
    let mut strange = false;
    loop {
        let mut line = Vec::new();
        match (&mut *input).take(LONGEST_LINE).read_until(b'\n', &mut line) {
            Ok(0) | Err(_) => return Incoming::End,
            Ok(_) => {}
        }
        let line = String::from_utf8_lossy(&line);
        let line = line.trim();
        match (line.is_empty(), length) {
            (true, Some(_)) => break,
            (true, None) if strange => return bad(ErrorKind::Parse, "a header without a Content-Length"),
            (true, None) => {}
            (false, _) => match length_of(line) {
                Some(found) => length = Some(found),
                None => strange |= !line.to_ascii_lowercase().starts_with("content-type"),
            },
        }
    }
    let length = length.unwrap_or(0);
    if length > LARGEST {
        let skipped = std::io::copy(&mut (&mut *input).take(length), &mut std::io::sink());
        return match skipped {
            Ok(skipped) if skipped == length => bad(ErrorKind::Invalid, "the message is over 64 MiB"),
            _ => Incoming::End,
        };
    }
    let mut bytes = Vec::new();
    match (&mut *input).take(length).read_to_end(&mut bytes) {
        Ok(read) if read as u64 == length => message(&bytes),
        _ => Incoming::End,
    }
}

/// The length that a line of the header names, also behind the rest of a message whose length was wrong.
fn length_of(line: &str) -> Option<u64> {
    const NAME: &str = "content-length:";
    let at = line.to_ascii_lowercase().rfind(NAME)?;
    line.get(at + NAME.len()..)?.trim().parse().ok()
}

fn message(bytes: &[u8]) -> Incoming {
    let value: Value = match serde_json::from_slice(bytes) {
        Ok(value) => value,
        Err(error) => return bad(ErrorKind::Parse, format!("no JSON: {error}")),
    };
    let given = value.get("id").filter(|id| !id.is_null());
    let id: Option<RequestId> = given.and_then(|id| serde_json::from_value(id.clone()).ok());
    let invalid = |why: &str| Incoming::Bad(Bad { id: id.clone(), code: ErrorKind::Invalid, why: why.to_owned() });
    if given.is_some() && id.is_none() {
        return invalid("an id is a string or a whole number of 32 bits");
    }
    let asks = value.get("method").is_some();
    match serde_json::from_value(value) {
        // A request whose other fields are odd would be taken for something else.
        Ok(Message::Notification(_)) if id.is_some() => invalid("no request of JSON-RPC"),
        Ok(Message::Response(_)) if asks => invalid("both a request and an answer"),
        Ok(message) => Incoming::Message(message),
        Err(_) => invalid("no message of JSON-RPC"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &[u8]) -> Vec<String> {
        let mut found = Vec::new();
        read(&mut &*text, |one| {
            found.push(match one {
                Incoming::Message(Message::Request(request)) => format!("request {} {}", request.id, request.method),
                Incoming::Message(Message::Notification(one)) => format!("notification {}", one.method),
                Incoming::Message(Message::Response(response)) => format!("response {}", response.id),
                Incoming::Bad(bad) => format!("{:?} {:?}", bad.code, bad.id.map(|id| id.to_string())),
                Incoming::End => "end".to_owned(),
            });
            true
        });
        found
    }

    fn framed(bodies: &[&str]) -> Vec<u8> {
        bodies.iter().flat_map(|body| format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes()).collect()
    }

    #[test]
    fn messages_are_told_from_what_is_none() {
        for (body, expected) in [
            (r#"{"jsonrpc":"2.0","id":1,"method":"shutdown"}"#, "request 1 shutdown"),
            (r#"{"id":"a","method":"x","params":null}"#, "request \"a\" x"),
            (r#"{"method":"exit"}"#, "notification exit"),
            (r#"{"id":7,"result":null}"#, "response 7"),
            (r#"{"id":1.5,"method":"x"}"#, "Invalid None"),
            (r#"{"id":99999999999,"method":"x"}"#, "Invalid None"),
            (r#"{"id":3,"method":5}"#, "Invalid Some(\"3\")"),
            (r#"{"id":3}"#, "Invalid Some(\"3\")"),
            (r#"[{"id":1,"method":"x"}]"#, "Invalid None"),
            ("null", "Invalid None"),
            ("{", "Parse None"),
            ("", "Parse None"),
            (&"[".repeat(100_000), "Parse None"),
        ] {
            assert_eq!(all(&framed(&[body])), [expected, "end"], "{}", body.get(..40).unwrap_or(body));
        }
        // What is not UTF-8.
        let mut odd = b"Content-Length: 2\r\n\r\n\xff\xfe".to_vec();
        odd.extend(framed(&[r#"{"method":"exit"}"#]));
        assert_eq!(all(&odd), ["Parse None", "notification exit", "end"]);
    }

    #[test]
    fn reading_goes_on_behind_what_is_broken() {
        let exit = r#"{"method":"exit"}"#;
        for (before, expected) in [
            ("nonsense\r\n\r\n", &["Parse None", "notification exit", "end"][..]),
            ("\r\n\r\n", &["notification exit", "end"]),
            ("Content-Type: x\r\n", &["notification exit", "end"]),
            ("Content-Length: 5\r\n\r\n{\"a\":", &["Parse None", "notification exit", "end"]),
            // Two bytes too short: they stand before the next header.
            ("Content-Length: 4\r\n\r\nnull[]", &["Invalid None", "notification exit", "end"]),
            ("Content-Length: -1\r\n\r\n", &["Parse None", "notification exit", "end"]),
        ] {
            let mut bytes = before.as_bytes().to_vec();
            bytes.extend(framed(&[exit]));
            assert_eq!(all(&bytes), expected, "{before:?}");
        }
        for cut in
            ["Content-Length: 99999999999999999\r\n\r\n{}", "Content-Length: 9\r\n\r\n{}", "Content-Le", "\0\0\0"]
        {
            assert_eq!(all(cut.as_bytes()).last().unwrap(), "end", "{cut:?}");
        }
    }
}
