//! The target `migrations` of `migcheck::fuzz`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| migcheck::fuzz::run("migrations", bytes));
