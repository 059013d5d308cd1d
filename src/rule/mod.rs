//! Rules: what they are, which of them apply, and what they make of events.
//!
//! A rule is one Markdown file in `rules/` and one line in [`registry`]: its TOML block says on which events it fires, the rest of
//! it is what `migcheck explain` prints and what `tests/rules.rs` runs. Rules see events, never a syntax tree.

mod answer;
pub mod document;
pub mod engine;
pub mod fingerprint;
mod group;
pub mod options;
pub mod pattern;
pub mod peers;
pub mod predicate;
pub mod registry;
mod said;
pub mod selection;
pub mod suppression;
pub mod template;
pub mod user;

pub use document::{Example, Group, Rule, Uses};
pub use engine::judge;
pub use predicate::Counting;
pub use registry::{named, rules};
pub use selection::{Selection, UnknownRule};
pub use suppression::Suppressions;
