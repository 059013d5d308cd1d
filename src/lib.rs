//! `migcheck` puts a schema change beside the code that uses the schema: it reads the migrations, works out the schema before and after,
//! finds the places in the code that use what goes away, and reports each with its proof.
//!
//! ARCHITECTURE.md tells how the modules hang together and in which order they may import each other.

pub mod catalog;
pub mod check;
pub mod cli;
pub mod config;
pub mod coverage;
pub mod files;
pub mod fix;
#[doc(hidden)]
pub mod fuzz;
pub mod hazard;
pub mod input;
pub mod lang;
pub mod migration;
pub mod model;
pub mod orm;
pub mod output;
pub mod plan;
pub mod reach;
pub mod reference;
pub mod resolve;
pub mod rule;
pub mod source;
pub mod sql;
