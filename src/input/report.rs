//! A file beside the code that a run is handed, such as a report of test coverage: read within bounds.

use std::fs::File;
use std::io::Read;
use std::path::Path;

/// The largest file that is read.
const LARGEST: u64 = 128 * 1024 * 1024;

/// The text of a file, or why there is none.
pub fn report(path: &Path) -> Result<String, String> {
    // Anything but a file may never end.
    if path.exists() && !path.is_file() {
        return Err("it is no file".to_owned());
    }
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes));
    match read {
        Ok(length) if length as u64 > LARGEST => Err(format!("it is larger than {} MiB", LARGEST / (1024 * 1024))),
        Ok(_) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
        Err(error) => Err(error.to_string()),
    }
}
