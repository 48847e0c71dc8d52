//! [`Scratch`]: a directory for named databases, gone with the driver.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::{env, fs, io, process};

pub(crate) struct Scratch(PathBuf);

impl Scratch {
    pub(crate) fn new() -> io::Result<Scratch> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = env::temp_dir().join(format!("ormlab-sqlite-{}-{number}", process::id()));
        fs::create_dir_all(&path)?;
        Ok(Scratch(path))
    }

    /// The file for a name; all but letters and digits in hexadecimal.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        let safe: String = name
            .bytes()
            .map(|byte| match byte {
                byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
                byte => format!("_{byte:02x}"),
            })
            .collect();
        self.0.join(safe)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // The system clears what could not be removed.
        let _ = fs::remove_dir_all(&self.0);
    }
}
