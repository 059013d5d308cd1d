//! Where mappers differ in what a mapping means: the one place that knows them by name.

/// What a declaration of a column sends to the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Declares {
    /// The column, in every query of the model or in some.
    Columns,
    /// Nothing by itself: an interface, or a property that stays empty without its column.
    Types,
    /// Nothing at all: an identifier that only counts where it is used.
    Nothing,
}

/// How a mapper treats names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Habits {
    pub declares: Declares,
    /// It may be told to write `UserName` as `user_name` everywhere.
    pub may_fold_names: bool,
    /// Whether a property is its column in snake case or as it is depends on a strategy.
    pub may_keep_names: bool,
    /// A model that declares nothing of a column may still be asked for it.
    pub takes_any_column: bool,
}

/// The habits of the mapper with this name.
pub fn habits(orm: &str) -> Habits {
    Habits {
        declares: match orm {
            "knex" | "kysely" | "dapper" | "spring jdbc" => Declares::Types,
            "sea-query" => Declares::Nothing,
            _ => Declares::Columns,
        },
        may_fold_names: orm == "ef core",
        may_keep_names: orm == "doctrine",
        takes_any_column: orm == "sequelize",
    }
}
