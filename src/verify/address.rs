//! The URL of a database: read, held against what may be tried out on, and shown without its password.
//!
//! No message of this file bears a part of a URL that could not be read: it may hold the password.

use std::path::PathBuf;

use crate::model::name::Dialect;

/// Where the database is.
pub enum Address {
    Postgres(Net),
    Mysql(Net),
    /// `None`: in memory.
    Sqlite(Option<PathBuf>),
}

/// A database of a server.
#[derive(Default)]
pub struct Net {
    pub user: Option<String>,
    pub password: Option<String>,
    /// A name, an address, or of PostgreSQL the folder of its socket.
    pub host: Option<String>,
    pub port: Option<u16>,
    /// The file of MySQL's socket.
    pub socket: Option<String>,
    pub database: String,
}

/// What a name of a database must have among its words, with or without a number behind it.
const SCRATCH: &[&str] = &["migcheck", "scratch", "test", "tests", "tmp"];

/// What is said of a URL that cannot be read.
const UNREADABLE: &str = "the URL of the database cannot be read: it has the form `postgres://user:password@host:5432/name`, `mysql://…` or `mariadb://…`, `sqlite:PATH` or `sqlite::memory:`";

impl Address {
    /// Reads a URL.
    pub fn parse(url: &str) -> Result<Address, String> {
        let (scheme, rest) = url.split_once(':').ok_or_else(|| UNREADABLE.to_owned())?;
        match scheme.to_ascii_lowercase().as_str() {
            "postgres" | "postgresql" => {
                Ok(Address::Postgres(Net::parse(rest, &["host", "port", "user", "password"])?))
            }
            "mysql" | "mariadb" => Ok(Address::Mysql(Net::parse(rest, &["socket"])?)),
            "sqlite" => {
                let path = rest.strip_prefix("//").unwrap_or(rest);
                if path.contains('?') || path.is_empty() {
                    return Err("a URL of SQLite is `sqlite:PATH` or `sqlite::memory:`, without settings".to_owned());
                }
                Ok(Address::Sqlite((path != ":memory:").then(|| PathBuf::from(path))))
            }
            _ => Err(UNREADABLE.to_owned()),
        }
    }

    /// Whose SQL it speaks.
    pub fn dialect(&self) -> Dialect {
        match self {
            Address::Postgres(_) => Dialect::Postgres,
            Address::Mysql(_) => Dialect::Mysql,
            Address::Sqlite(_) => Dialect::Sqlite,
        }
    }

    /// The address without the password.
    pub fn shown(&self) -> String {
        let net = |scheme: &str, net: &Net| {
            let user = net.user.as_ref().map(|user| format!("{user}@")).unwrap_or_default();
            let host = net.socket.as_deref().or(net.host.as_deref()).unwrap_or("localhost");
            let port = net.port.map(|port| format!(":{port}")).unwrap_or_default();
            format!("{scheme}://{user}{host}{port}/{}", net.database)
        };
        match self {
            Address::Postgres(one) => net("postgres", one),
            Address::Mysql(one) => net("mysql", one),
            Address::Sqlite(None) => "sqlite::memory:".to_owned(),
            Address::Sqlite(Some(path)) => format!("sqlite:{}", path.display()),
        }
    }

    /// Text of a client or a server, in which the password may stand.
    pub fn redact(&self, text: &str) -> String {
        match self {
            Address::Postgres(one) | Address::Mysql(one) => one.redact(text),
            Address::Sqlite(_) => text.to_owned(),
        }
    }

    /// Whether its name says that it may be tried out on; else why not. A file of SQLite has to be new instead.
    pub fn named_as_scratch(&self) -> Result<(), String> {
        let (Address::Postgres(net) | Address::Mysql(net)) = self else { return Ok(()) };
        if is_scratch(&net.database) {
            return Ok(());
        }
        Err(format!(
            "the database `{}` is not named as one to try things out on: its name has none of the words {}",
            net.database,
            SCRATCH.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
        ))
    }
}

impl Net {
    fn parse(rest: &str, settings: &[&str]) -> Result<Net, String> {
        let unreadable = || format!("{UNREADABLE}. In a password `/` is written %2F, `@` %40, `?` %3F and `#` %23");
        let rest = rest.strip_prefix("//").ok_or_else(unreadable)?;
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, database) = rest.split_once('/').ok_or_else(|| "the URL names no database".to_owned())?;
        let (account, place) =
            authority.rsplit_once('@').map_or((None, authority), |(account, place)| (Some(account), place));
        let mut net = Net { database: decoded(database).ok_or_else(unreadable)?, ..Net::default() };
        if net.database.is_empty() {
            return Err("the URL names no database".to_owned());
        }
        if net.database.contains(['/', '\0']) {
            return Err(unreadable());
        }
        if let Some(account) = account {
            let (user, password) =
                account.split_once(':').map_or((account, None), |(user, password)| (user, Some(password)));
            net.user = Some(decoded(user).ok_or_else(unreadable)?).filter(|user| !user.is_empty());
            net.password = password.map(|password| decoded(password).ok_or_else(unreadable)).transpose()?;
        }
        let (host, port) = match place.strip_prefix('[') {
            Some(six) => {
                let (host, rest) = six.split_once(']').ok_or_else(unreadable)?;
                (host, rest.strip_prefix(':'))
            }
            None => place.split_once(':').map_or((place, None), |(host, port)| (host, Some(port))),
        };
        net.host = Some(decoded(host).ok_or_else(unreadable)?).filter(|host| !host.is_empty());
        net.port = port.map(|port| port.parse().map_err(|_| unreadable())).transpose()?;
        for setting in query.split('&').filter(|setting| !setting.is_empty()) {
            let (name, value) = setting.split_once('=').ok_or_else(unreadable)?;
            let value = decoded(value).ok_or_else(unreadable)?;
            match name {
                "sslmode" | "ssl-mode" | "ssl_mode" => tls(&value)?,
                _ if !settings.contains(&name) => {
                    let known = settings.iter().chain(&["sslmode"]).copied().collect::<Vec<_>>().join(", ");
                    return Err(format!("the URL has a setting that is not known here; there are {known}"));
                }
                "host" => net.host = Some(value),
                "port" => net.port = Some(value.parse().map_err(|_| unreadable())?),
                "user" => net.user = Some(value),
                "password" => net.password = Some(value),
                _ => net.socket = Some(value),
            }
        }
        Ok(net)
    }

    /// Text without the password.
    pub fn redact(&self, text: &str) -> String {
        match &self.password {
            Some(password) if !password.is_empty() => text.replace(password.as_str(), "***"),
            _ => text.to_owned(),
        }
    }
}

/// Nothing here speaks TLS, and a wish for it is not passed over.
fn tls(mode: &str) -> Result<(), String> {
    match mode.to_ascii_lowercase().as_str() {
        "disable" | "disabled" | "allow" | "prefer" | "preferred" => Ok(()),
        _ => Err(
            "the URL asks for TLS, which migcheck does not speak: use a database on this machine, or a tunnel to it"
                .to_owned(),
        ),
    }
}

/// Whether one of the words of a name, with or without a number behind it, says that nothing in it matters.
fn is_scratch(name: &str) -> bool {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric());
    let mut plain = words.map(|word| word.trim_end_matches(|c: char| c.is_ascii_digit()).to_ascii_lowercase());
    plain.any(|word| SCRATCH.contains(&word.as_str()))
}

/// Text without `%2F` and the like; `None`: it is not well formed.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let digits = std::str::from_utf8(rest.get(..2)?).ok()?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        rest = &rest[2..];
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_read_and_shown_without_the_password() {
        for (url, shown) in [
            ("postgres://me:s3cret%2F@db.example:5433/app_test", "postgres://me@db.example:5433/app_test"),
            ("postgresql:///scratch?host=/run/pg&user=me&password=s3cret", "postgres://me@/run/pg/scratch"),
            ("mariadb://root:s3cret@[::1]:3306/tmp", "mysql://root@::1:3306/tmp"),
            ("mysql://root@localhost/tmp?socket=%2Frun%2Fm.sock", "mysql://root@/run/m.sock/tmp"),
            ("sqlite::memory:", "sqlite::memory:"),
            ("sqlite:a/b.db", "sqlite:a/b.db"),
            ("sqlite:///a/b.db", "sqlite:/a/b.db"),
        ] {
            assert_eq!(Address::parse(url).ok().unwrap().shown(), shown);
        }
    }

    #[test]
    fn no_error_bears_the_password() {
        for url in [
            "postgres://me:s3cret/x@db/app_test",
            "postgres://me:s3cret",
            "postgres:me:s3cret@db/test",
            "mysql://me:s3cret%zz@db/test",
            "mysql://me:s3cret@db:port/test",
            "mysql://me:s3cret@db",
            "oracle://me:s3cret@db/test",
            "me:s3cret@db/test",
            "postgres://me:s3cret@db/test?s3cret=1",
            "postgres://me:s3cret@db/test?s3cret",
            "postgres://me:s3cret@db/test?sslmode=require",
            "postgres://me:s3cret@db/a/b",
            "sqlite:",
            "sqlite:a?mode=ro",
        ] {
            let error = Address::parse(url).err().unwrap();
            assert!(!error.contains("s3cret"), "{error}");
        }
        let address = Address::parse("postgres://me:s3cret@db/test").ok().unwrap();
        assert_eq!(address.redact("no way: s3cret"), "no way: ***");
    }

    #[test]
    fn names_say_that_they_are_for_trying_out() {
        for (name, expected) in [
            ("scratch", true),
            ("app_test", true),
            ("app-TEST2", true),
            ("migcheck_ci", true),
            ("tmp.1", true),
            ("latest", false),
            ("contest", false),
            ("testing_prod", false),
            ("production", false),
            ("apptest", false),
        ] {
            assert_eq!(is_scratch(name), expected, "{name}");
        }
    }
}
