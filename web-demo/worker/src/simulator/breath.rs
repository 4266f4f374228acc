use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use outrigger::rt::{BoxFuture, Timer};

/// How often a task is polled before others have their turn.
const POLLS: u32 = 50;

/// A task that lets the browser do something else now and then, however much it has to do.
pub struct Breath {
    task: BoxFuture<'static, ()>,
    timer: Arc<dyn Timer>,
    polls: u32,
    pause: Option<BoxFuture<'static, ()>>,
}

impl Breath {
    pub(super) fn new(
        task: impl Future<Output = ()> + Send + 'static,
        timer: &Arc<dyn Timer>,
    ) -> Self {
        Self {
            task: Box::pin(task),
            timer: timer.clone(),
            polls: 0,
            pause: None,
        }
    }
}

impl Future for Breath {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if self.polls == POLLS {
            self.polls = 0;
            self.pause = Some(self.timer.sleep(Duration::ZERO));
        }
        if let Some(pause) = &mut self.pause
            && pause.as_mut().poll(cx).is_pending()
        {
            return Poll::Pending;
        }
        self.pause = None;
        self.polls += 1;
        self.task.as_mut().poll(cx)
    }
}

impl fmt::Debug for Breath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Breath").finish_non_exhaustive()
    }
}
