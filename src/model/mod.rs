//! The nouns of migcheck as plain data. Nothing here reads, decides or prints; nothing here can be serialised
//! (each output format owns its own structs).

pub mod cell;
pub mod change;
pub mod event;
pub mod finding;
pub mod index;
pub mod name;
pub mod operation;
pub mod query;
pub mod reach;
pub mod reference;
pub mod report;
pub mod usage;
pub mod verify;
