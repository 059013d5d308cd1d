//! The binary: hands over to the library's command line.

/// Trees of syntax are many small allocations on several threads, of which glibc's and musl's allocators make a fifth of the time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    migcheck::cli::main()
}
