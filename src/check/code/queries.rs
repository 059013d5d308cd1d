//! The SQL of a tree alone, without what its models say.

use crate::model::name::Dialect;
use crate::orm::CodeFile;
use crate::reference::constants::Constants;
use crate::reference::is_test_path;
use crate::reference::models::{self, KnownTable};
use crate::reference::sql_use::{self, SqlUse};

use super::{Code, changed_names};
use crate::workers::parallel;

impl Code {
    /// Every query in a string or in a file of SQL.
    pub fn queries(
        &self,
        dialect: Dialect,
        tables: &[KnownTable],
        belongs: &dyn Fn(&str) -> bool,
        threads: usize,
    ) -> Vec<SqlUse> {
        let files: Vec<&CodeFile> =
            self.files.values().filter(|file| belongs(file.path())).map(|file| &**file).collect();
        let mappings = models::mappings(&files);
        let constants = Constants::of(&files, changed_names(tables)).with_models(&mappings);
        let of_code = parallel(threads, files.len(), |at| match files[at].language.name {
            "prisma" => Vec::new(),
            _ => sql_use::of_code(files[at], &constants, dialect),
        });
        let of_files = self.sql.values().filter(|file| belongs(&file.path));
        let of_files = of_files.flat_map(|file| sql_use::of_sql_file(file, dialect, is_test_path(&file.path)));
        of_code.into_iter().flatten().chain(of_files).collect()
    }
}
