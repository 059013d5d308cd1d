//! Database servers of a test's own: in a temporary folder, started and stopped by the test, on a socket there (and on this machine's own address, where a test wants
//! a port). They do not run as root. `MARIADB_BASE` names the folder that has MariaDB's `share`, if it is not where it was built for.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A temporary folder that a server may use, and what runs programs as somebody who may run one.
pub struct Place {
    folder: tempfile::TempDir,
    prefix: Vec<&'static str>,
}

impl Place {
    /// In memory where the system has such a folder: what is written there is gone with the test anyway.
    fn new() -> Place {
        let memory = Path::new("/dev/shm");
        let mut builder = tempfile::Builder::new();
        let builder = builder.prefix("server");
        let folder = if memory.is_dir() { builder.tempdir_in(memory) } else { builder.tempdir() }.unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o777)).unwrap();
        let user = Command::new("id").arg("-u").output().unwrap().stdout;
        let prefix = match user.trim_ascii() {
            b"0" => vec!["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"],
            _ => Vec::new(),
        };
        Place { folder, prefix }
    }

    /// The name of something in the folder; of the folder itself, if it is empty.
    pub fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    /// A program that reads nothing, run in the folder.
    pub fn command(&self, program: &str) -> Command {
        let mut words = self.prefix.iter().copied().chain([program]);
        let mut command = Command::new(words.next().unwrap());
        command.args(words).current_dir(self.folder.path()).stdin(Stdio::null());
        command
    }

    fn silent(&self, program: &str) -> Command {
        let mut command = self.command(program);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    }
}

/// Whether a program is on the path and says its version.
fn installed(program: &str) -> bool {
    let status = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

/// A cluster of PostgreSQL; its user is `postgres`, and its socket is in the folder.
pub struct Cluster(pub Place);

impl Cluster {
    /// With settings of its own (`-c name=value`). `None`: PostgreSQL is not installed.
    pub fn start(settings: &str) -> Option<Cluster> {
        if !installed("initdb") || !installed("pg_ctl") {
            return None;
        }
        let cluster = Cluster(Place::new());
        let (place, data) = (&cluster.0, cluster.0.path("data"));
        let options = format!("-c listen_addresses='' -c fsync=off -k {} {settings}", place.path(""));
        for (program, arguments) in [
            ("initdb", vec!["-D", &data, "-U", "postgres", "-A", "trust", "--no-sync"]),
            ("pg_ctl", vec!["-D", &data, "-w", "-l", "/dev/null", "-o", &options, "start"]),
        ] {
            assert!(place.silent(program).args(&arguments).status().unwrap().success(), "{program} {arguments:?}");
        }
        Some(cluster)
    }

    /// `psql` on the database `postgres`: rows alone, the first error ends it.
    pub fn psql(&self) -> Command {
        let mut psql = self.0.command("psql");
        psql.args(["-XqAt", "-v", "ON_ERROR_STOP=1", "-U", "postgres", "-d", "postgres", "-h"]).arg(self.0.path(""));
        psql
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let data = self.0.path("data");
        let _ = self.0.silent("pg_ctl").args(["-D", &data, "-m", "immediate", "-w", "stop"]).status();
    }
}

/// A server of MariaDB; its user is `root`, and its socket [`MariaServer::socket`].
pub struct MariaServer {
    pub place: Place,
    server: Child,
}

impl MariaServer {
    /// It may not answer yet. `None`: MariaDB is not installed.
    pub fn start() -> Option<MariaServer> {
        if !installed("mariadbd") {
            return None;
        }
        let place = Place::new();
        let data = place.path("data");
        fs::create_dir(&data).unwrap();
        fs::set_permissions(&data, fs::Permissions::from_mode(0o777)).unwrap();
        let base = std::env::var("MARIADB_BASE").ok().map(|base| format!("--basedir={base}"));
        let mut install = place.silent("mariadb-install-db");
        install.arg("--no-defaults").args(&base).arg(format!("--datadir={data}"));
        install.args(["--auth-root-authentication-method=normal", "--skip-test-db"]);
        assert!(install.status().unwrap().success(), "mariadb-install-db");
        let mut server = place.silent("mariadbd");
        server.arg("--no-defaults").args(&base).arg(format!("--datadir={data}"));
        server.arg(format!("--socket={}", place.path("socket")));
        server.args(["--skip-networking", "--innodb-flush-log-at-trx-commit=0", "--innodb-flush-method=nosync"]);
        let server = server.spawn().unwrap();
        Some(MariaServer { place, server })
    }

    pub fn socket(&self) -> String {
        self.place.path("socket")
    }
}

impl Drop for MariaServer {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
