//! How a release goes out: whether old and new code run side by side, and whether migrations run before the code or after it.

/// The two questions together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rollout {
    pub deploy: Deploy,
    pub migrate: Migrate,
}

/// What old instances do while a release goes out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Deploy {
    /// They go on until new ones have taken over.
    #[default]
    Rolling,
    /// All are stopped before the migrations run.
    Stop,
}

/// When the migrations of a release run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Migrate {
    /// Before the first new instance starts.
    #[default]
    Before,
    /// When new instances run already.
    After,
}

impl Deploy {
    /// Every one, in the order of [`super::keys::DEPLOY`].
    pub const ALL: [Deploy; 2] = [Deploy::Rolling, Deploy::Stop];

    /// The name in the configuration.
    pub fn name(self) -> &'static str {
        match self {
            Deploy::Rolling => "rolling",
            Deploy::Stop => "stop",
        }
    }

    /// The one with this name.
    pub fn named(name: &str) -> Option<Deploy> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

impl Migrate {
    /// Every one, in the order of [`super::keys::MIGRATE`].
    pub const ALL: [Migrate; 2] = [Migrate::Before, Migrate::After];

    /// The name in the configuration.
    pub fn name(self) -> &'static str {
        match self {
            Migrate::Before => "before",
            Migrate::After => "after",
        }
    }

    /// The one with this name.
    pub fn named(name: &str) -> Option<Migrate> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::keys;

    #[test]
    fn values_are_those_that_the_file_takes() {
        assert_eq!(keys::DEPLOY, Deploy::ALL.map(Deploy::name));
        assert_eq!(keys::MIGRATE, Migrate::ALL.map(Migrate::name));
    }
}
