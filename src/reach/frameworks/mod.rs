//! A file per family of frameworks: where a file declares entry points, what they are called, and whose code they run.

mod attributes;
mod background;
mod django;
mod events;
mod express;
mod go_routers;
mod guards;
mod minimal;
mod next;
mod python;
mod rails;
mod rust;
mod scheduled;
mod scoped;
mod started;
mod walker;

use super::Framework;

/// Every family, sorted by name.
pub static FRAMEWORKS: &[Framework] = &[
    attributes::ASPNET,
    rust::FRAMEWORK,
    background::COMMANDS,
    django::FRAMEWORK,
    events::FRAMEWORK,
    express::FRAMEWORK,
    python::FRAMEWORK,
    background::GRAPHQL,
    background::JOBS,
    scoped::KTOR,
    scoped::LARAVEL,
    attributes::NEST,
    go_routers::FRAMEWORK,
    next::FRAMEWORK,
    scoped::PHOENIX,
    rails::FRAMEWORK,
    scheduled::FRAMEWORK,
    attributes::SPRING,
    attributes::SYMFONY,
];

#[cfg(test)]
mod guards_tests;
#[cfg(test)]
mod kin_tests;
#[cfg(test)]
mod more_tests;
#[cfg(test)]
mod reading_tests;
#[cfg(test)]
mod started_tests;
#[cfg(test)]
mod tests;
