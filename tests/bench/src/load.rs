//! A load, whoever's client sends it. The peers in Rust include this very file.

use std::error::Error;
use std::fmt::Debug;
use std::future::Future;
use std::hint::black_box;

use tokio::runtime::Runtime;
use tokio::task::JoinSet;

use super::meter::{IN_FLIGHT, WARM_UP, measure};

/// An error of a load, which ends the program.
pub type Failure = Box<dyn Error>;

/// What this program is asked for: a mode, a server, and how many requests.
///
/// # Errors
/// It is asked for something else.
pub fn arguments() -> Result<(String, String, usize), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [mode, server, requests] = arguments.as_slice() else {
        return Err("want a mode, a server and how many requests".into());
    };
    Ok((mode.clone(), server.clone(), requests.parse()?))
}

/// Measures `requests`, after some that warm up. A task is made of its number among those in flight
/// and of how many requests it sends, one after another.
///
/// # Panics
/// A request fails.
pub fn gets<F, E>(runtime: &Runtime, requests: usize, task: impl Fn(usize, usize) -> F)
where
    F: Future<Output = Result<(), E>> + Send + 'static,
    E: Debug + Send + 'static,
{
    let all = |count: usize| {
        runtime.block_on(async {
            let mut tasks = JoinSet::new();
            for index in 0..IN_FLIGHT {
                tasks.spawn(task(index, count / IN_FLIGHT));
            }
            while let Some(ended) = tasks.join_next().await {
                let sent = ended.expect("a task of the load");
                sent.expect("a request of the load");
            }
        });
    };
    all(WARM_UP);
    measure(requests / IN_FLIGHT * IN_FLIGHT, || all(requests));
}

/// Measures one list, which lives until that is done. `length` is how many objects it has.
///
/// # Errors
/// The request fails.
///
/// # Panics
/// The list is empty.
pub fn list<T, E: Error + 'static>(
    runtime: &Runtime,
    asked: impl Future<Output = Result<T, E>>,
    length: impl FnOnce(&T) -> usize,
) -> Result<(), Failure> {
    let mut outcome = None;
    measure(1, || outcome = Some(runtime.block_on(asked)));
    let list = outcome.ok_or("nothing was measured")??;
    assert!(black_box(length(&list)) > 0, "an empty list");
    Ok(())
}
