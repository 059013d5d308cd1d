//! A file beside the code that a run is handed, such as a report of test coverage: read within bounds.

use std::path::Path;

use crate::files;

/// The largest file that is read.
const LARGEST: u64 = 128 * 1024 * 1024;

/// The text of a file, or why there is none.
pub fn report(path: &Path) -> Result<String, String> {
    match files::read(path, LARGEST) {
        Ok(bytes) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
        Err(error) => Err(error.to_string()),
    }
}
