//! Fizz as text: calls with their arguments, and the calls inside of their blocks.
//!
//! Everything that is no call is passed over, so that conditions and template marks around calls do no harm.

use std::ops::Range;

/// How deep values nest.
const DEPTH: usize = 16;

/// `name(args) { t.Name(args) … }`; a call on something goes by its last name.
#[derive(Debug)]
pub struct Call {
    pub name: String,
    pub args: Vec<Value>,
    pub block: Vec<Call>,
    pub range: Range<usize>,
}

/// An argument.
#[derive(Debug)]
pub enum Value {
    /// A string; `range` is inside of its quotes.
    Text {
        value: String,
        range: Range<usize>,
    },
    /// A number, `true`, or a name.
    Word(String),
    List(Vec<Value>),
    /// Keys with where they stand.
    Map(Vec<(String, Range<usize>, Value)>),
    Unknown,
}

impl Value {
    /// The value under a key.
    pub fn get(&self, key: &str) -> Option<&Value> {
        match self {
            Value::Map(entries) => entries.iter().find(|(name, ..)| name == key).map(|(.., value)| value),
            _ => None,
        }
    }

    /// Whether it is this word.
    pub fn is(&self, word: &str) -> bool {
        matches!(self, Value::Word(own) if own == word)
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Word(String),
    Text(String),
    Sign(char),
}

/// The calls of a file.
pub fn calls(text: &str) -> Vec<Call> {
    let tokens = tokens(text);
    let mut reader = Reader { tokens: &tokens, at: 0 };
    let mut found = Vec::new();
    while reader.at < tokens.len() {
        match reader.call(true) {
            Some(call) => found.push(call),
            None => reader.at += 1,
        }
    }
    found
}

struct Reader<'t> {
    tokens: &'t [(Token, Range<usize>)],
    at: usize,
}

impl Reader<'_> {
    fn peek(&self, ahead: usize) -> Option<&Token> {
        self.tokens.get(self.at + ahead).map(|(token, _)| token)
    }

    fn is(&self, sign: char) -> bool {
        self.peek(0) == Some(&Token::Sign(sign))
    }

    /// A call that begins here; the place stays where none does.
    fn call(&mut self, with_block: bool) -> Option<Call> {
        let (Token::Word(name), start) = self.tokens.get(self.at)? else { return None };
        if self.peek(1) != Some(&Token::Sign('(')) {
            return None;
        }
        let name = name.rsplit('.').next().unwrap_or(name).to_owned();
        let start = start.start;
        // What a condition asks is no call of its own.
        if matches!(name.as_str(), "if" | "for" | "func") {
            return None;
        }
        self.at += 2;
        let mut args = Vec::new();
        let mut block = Vec::new();
        while self.at < self.tokens.len() && !self.is(')') {
            // `create_table("users", func(t) { … })`
            if self.peek(0) == Some(&Token::Word("func".to_owned())) {
                while self.at < self.tokens.len() && !self.is('{') {
                    self.at += 1;
                }
                if with_block {
                    block = self.block();
                }
                continue;
            }
            if self.is(',') {
                self.at += 1;
                continue;
            }
            args.push(self.value(0));
        }
        let mut end = self.tokens.get(self.at).map_or(start, |(_, range)| range.end);
        // A call that does not end is none.
        if !self.is(')') {
            return None;
        }
        self.at += 1;
        if with_block && self.is('{') {
            block = self.block();
            end = self.tokens.get(self.at.saturating_sub(1)).map_or(end, |(_, range)| range.end);
        }
        Some(Call { name, args, block, range: start..end })
    }

    fn block(&mut self) -> Vec<Call> {
        self.at += 1;
        let mut found = Vec::new();
        let mut open = 1_usize;
        while self.at < self.tokens.len() {
            if let Some(call) = self.call(false) {
                found.push(call);
                continue;
            }
            if self.is('{') {
                open += 1;
            } else if self.is('}') {
                open -= 1;
            }
            self.at += 1;
            if open == 0 {
                break;
            }
        }
        found
    }

    fn value(&mut self, depth: usize) -> Value {
        let Some((token, range)) = self.tokens.get(self.at).cloned() else { return Value::Unknown };
        self.at += 1;
        if depth > DEPTH {
            return Value::Unknown;
        }
        match token {
            Token::Text(value) => {
                // A text that goes on is put together.
                if self.is('+') {
                    while self.at < self.tokens.len() && !self.is(',') && !self.is(')') {
                        self.at += 1;
                    }
                    return Value::Unknown;
                }
                Value::Text { value, range: range.start + 1..range.end.saturating_sub(1).max(range.start + 1) }
            }
            Token::Word(word) => Value::Word(word),
            Token::Sign('[') => {
                let mut items = Vec::new();
                while self.at < self.tokens.len() && !self.is(']') {
                    if self.is(',') {
                        self.at += 1;
                    } else {
                        items.push(self.value(depth + 1));
                    }
                }
                self.at += 1;
                Value::List(items)
            }
            Token::Sign('{') => {
                let mut entries = Vec::new();
                while self.at < self.tokens.len() && !self.is('}') {
                    let Some((key, range)) = self.tokens.get(self.at).cloned() else { break };
                    self.at += 1;
                    let (Token::Word(key) | Token::Text(key)) = key else { continue };
                    if self.is(':') {
                        self.at += 1;
                        entries.push((key, range, self.value(depth + 1)));
                    }
                }
                self.at += 1;
                Value::Map(entries)
            }
            Token::Sign(_) => Value::Unknown,
        }
    }
}

fn tokens(text: &str) -> Vec<(Token, Range<usize>)> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let start = text.len() - rest.len();
        let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '-');
        let len = if rest.starts_with("//") || c == '#' {
            rest.find('\n').unwrap_or(rest.len())
        } else if matches!(c, '"' | '`' | '\'') {
            let (value, len) = quoted(rest, c);
            found.push((Token::Text(value), start..start + len));
            len
        } else if is_word(c) {
            let len = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
            found.push((Token::Word(rest.get(..len).unwrap_or_default().to_owned()), start..start + len));
            len
        } else {
            if !c.is_whitespace() {
                found.push((Token::Sign(c), start..start + c.len_utf8()));
            }
            c.len_utf8()
        };
        rest = rest.get(len..).unwrap_or_default();
    }
    found
}

/// The text of a string that begins here, and its length with quotes.
fn quoted(rest: &str, quote: char) -> (String, usize) {
    let mut value = String::new();
    let mut chars = rest.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        if c == quote {
            return (value, at + 1);
        }
        if c == '\\' && quote != '`' {
            match chars.next() {
                Some((_, 'n')) => value.push('\n'),
                Some((_, 't')) => value.push('\t'),
                Some((_, other)) => value.push(other),
                None => {}
            }
        } else {
            value.push(c);
        }
    }
    (value, rest.len())
}
