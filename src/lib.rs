//! `migcheck` puts a schema change beside the code that uses the schema: it reads the migrations, works out the schema before and after,
//! finds the places in the code that use what goes away, and reports each with its proof.
//!
//! # As a library
//!
//! Two things are stable: [`Check`], which checks a repository as `migcheck check` does, and [`report`], the types of what it finds, which also read the reports that
//! `migcheck check --format json` wrote. They change only as version numbers promise, and the report only by fields that are added.
//!
//! ```no_run
//! use migcheck::Check;
//! use migcheck::report::{Level, Report};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // The repository in the current directory, against the code that is deployed.
//! let report = Check::new(".").base("origin/main").run()?;
//! for finding in report.at_least(Level::Warning) {
//!     let line = finding.location.start.map_or(1, |start| start.line);
//!     println!("{}:{line}: {} [{}]", finding.location.path, finding.message, finding.rule);
//! }
//!
//! // A report that a job in CI wrote.
//! let report = Report::from_json(&std::fs::read_to_string("migcheck.json")?)?;
//! println!("{} errors", report.summary.errors);
//! # Ok(())
//! # }
//! ```
//!
//! Every other module is public for the program, its tests and its examples, is hidden from these pages, and may change with any release.
//! ARCHITECTURE.md tells how they hang together and in which order they may import each other.

#[doc(hidden)]
pub mod catalog;
#[doc(hidden)]
pub mod check;
#[doc(hidden)]
pub mod cli;
#[doc(hidden)]
pub mod config;
pub(crate) mod coverage;
pub(crate) mod files;
#[doc(hidden)]
pub mod fix;
#[doc(hidden)]
pub mod fuzz;
pub(crate) mod hazard;
#[doc(hidden)]
pub mod input;
#[doc(hidden)]
pub mod lang;
mod library;
#[doc(hidden)]
pub mod migration;
#[doc(hidden)]
pub mod model;
#[doc(hidden)]
pub mod orm;
#[doc(hidden)]
pub mod output;
#[doc(hidden)]
pub mod plan;
#[doc(hidden)]
pub mod reach;
#[doc(hidden)]
pub mod reference;
pub mod report;
pub(crate) mod resolve;
#[doc(hidden)]
pub mod rule;
pub(crate) mod server;
#[doc(hidden)]
pub mod source;
#[doc(hidden)]
pub mod sql;
#[doc(hidden)]
pub mod verify;
mod workers;

pub use library::{Check, CheckError};
