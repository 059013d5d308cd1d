//! Work on all cores, on threads whose stacks are large enough for parsers.
//!
//! Parsers recurse, and so does whoever walks or frees their trees. A run is made on a thread with a large stack of its own ([`apart`]), so that no file needs
//! another one, and so are the threads that it shares its work with.

use std::cell::Cell;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{LazyLock, Mutex};

/// The stack of a thread that parses; only the pages that are touched cost anything.
pub const STACK: usize = 512 << 20;

thread_local! {
    /// Whether this thread has a stack of [`STACK`] bytes.
    static ROOMY: Cell<bool> = const { Cell::new(false) };
    /// How many threads work that begins here may take; 0: one a core.
    static THREADS: Cell<usize> = const { Cell::new(0) };
}

/// The threads to use: as asked for, else one a core.
pub fn thread_count(asked: usize) -> usize {
    // The answer is read from files of the system's.
    static CORES: LazyLock<usize> = LazyLock::new(|| std::thread::available_parallelism().map_or(1, usize::from));
    if asked > 0 { asked } else { *CORES }.min(32)
}

/// Whether what parses on this thread needs no other stack.
pub fn is_roomy() -> bool {
    ROOMY.get()
}

/// Runs `work` on a thread with a large stack, which is the one at hand if it has one. What it does in parallel takes so many threads; 0: one a core.
pub fn apart<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    if is_roomy() {
        return work();
    }
    let slot = Mutex::new(Some(work));
    let take = || slot.lock().ok().and_then(|mut slot| slot.take());
    let begin = || {
        ROOMY.set(true);
        THREADS.set(threads);
        take().map(|work| work())
    };
    let done = std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, begin);
        thread.ok().map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    });
    match done.flatten() {
        Some(done) => done,
        // The system allows no such thread: each file gets what it can.
        None => match take() {
            Some(work) => work(),
            None => unreachable!("work that was not begun is still there"),
        },
    }
}

/// Runs `work` for each index on so many threads (0: one a core); results in order.
pub fn parallel<T: Send>(threads: usize, count: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let threads = thread_count(threads);
    if threads <= 1 || count < 2 {
        return (0..count).map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let mut results: Vec<(usize, T)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads.min(count))
            .map(|_| {
                let (next, work) = (&next, &work);
                let all = move || {
                    ROOMY.set(true);
                    // Whatever this work shares out in its turn is done where it is.
                    THREADS.set(1);
                    let mut mine = Vec::new();
                    loop {
                        let at = next.fetch_add(1, Ordering::Relaxed);
                        if at >= count {
                            break mine;
                        }
                        mine.push((at, work(at)));
                    }
                };
                std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, all).ok()
            })
            .collect();
        workers
            .into_iter()
            .flatten()
            .flat_map(|worker| match worker.join() {
                Ok(mine) => mine,
                Err(panic) => std::panic::resume_unwind(panic),
            })
            .collect()
    });
    results.sort_by_key(|(at, _)| *at);
    results.into_iter().map(|(_, result)| result).collect()
}

/// The same for each of some things, on as many threads as the run has.
pub fn each<I: Sync, T: Send>(things: &[I], work: impl Fn(&I) -> T + Sync) -> Vec<T> {
    parallel(THREADS.get(), things.len(), |at| work(&things[at]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_in_order_and_work_within_work_is_done_there() {
        let nested = |outer: &usize| {
            assert!(is_roomy());
            let threads = each(&[0; 100], |_| std::thread::current().id());
            assert!(threads.iter().all(|id| *id == std::thread::current().id()));
            *outer * 2
        };
        let numbers: Vec<usize> = (0..1000).collect();
        assert_eq!(apart(2, || each(&numbers, nested)), numbers.iter().map(|one| one * 2).collect::<Vec<_>>());
        assert!(!is_roomy());
    }

    #[test]
    fn a_panic_is_the_callers() {
        let caught = std::panic::catch_unwind(|| apart(2, || each(&[1, 2, 3], |one| assert!(*one != 2))));
        assert!(caught.is_err());
    }
}
