//! The language server: what `check`, `usages`, `explain` and `fix` know, at the place where somebody looks.
//!
//! One thread reads messages, one checks ([`work`]), and this one answers: from what the last check left, moved by what was typed since, so that no answer waits for a
//! check that is not the first. Files that are open count as the editor has them, saved or not; migcheck.toml and what is not open count as on the disk.
//! The edge: no answer of JSON-RPC is made elsewhere, and nothing that is found is decided here.

mod actions;
mod answers;
mod comment;
mod diagnostics;
mod lookup;
mod position;
mod project;
mod session;
mod transport;
mod uri;
mod work;

use std::io::{BufReader, Read, Write};
use std::path::PathBuf;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

use crate::workers;

use session::Session;
use transport::Incoming;
pub use work::Settings;

/// How long nothing may have changed before everything is checked again.
const PAUSE: Duration = Duration::from_millis(250);

/// What reaches the thread that answers.
enum Event {
    In(Incoming),
    Done(work::Done),
}

/// Serves one client until it says goodbye. `here`: the folder where it was started, for clients that name none. Answers whether the client shut it down in order.
pub fn serve(
    input: impl Read + Send + 'static,
    output: &mut dyn Write,
    here: PathBuf,
    settings: Box<Settings>,
) -> std::io::Result<bool> {
    let (events, inbox) = mpsc::channel();
    let reader = events.clone();
    std::thread::Builder::new().name("reader".into()).spawn(move || {
        transport::read(&mut BufReader::new(input), |one| reader.send(Event::In(one)).is_ok());
    })?;
    let (tasks, queue) = mpsc::channel();
    std::thread::Builder::new().name("checks".into()).stack_size(workers::STACK).spawn(move || {
        work::work(&queue, &*settings, &|done| events.send(Event::Done(done)).is_ok());
    })?;

    let mut session = Session::new(here, tasks);
    loop {
        let event = match session.due() {
            None => inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(at) => inbox.recv_timeout(at.saturating_duration_since(Instant::now())),
        };
        match event {
            Ok(Event::In(Incoming::Message(message))) => session.message(message),
            Ok(Event::In(Incoming::Bad(bad))) => transport::refuse(output, &bad)?,
            Ok(Event::In(Incoming::End)) | Err(RecvTimeoutError::Disconnected) => return Ok(session.is_over()),
            Ok(Event::Done(done)) => session.done(done),
            Err(RecvTimeoutError::Timeout) => session.start_check(),
        }
        for message in session.take() {
            transport::write(output, &message)?;
        }
        if let Some(in_order) = session.ended() {
            return Ok(in_order);
        }
    }
}
