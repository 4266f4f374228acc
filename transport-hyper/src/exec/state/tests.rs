use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::task::{Context, Wake, Waker};
use std::time::Duration;

use outrigger::auth::exec::{ExecCluster, ExecPlugin};
use outrigger::kubeconfig::{Kubeconfig, Overrides};

use super::*;
use crate::{ExecOptions, TokioTimer};

/// A foreign executor's, that lets go of a task as soon as that is woken.
#[derive(Default)]
struct LetsGo(Mutex<Option<Task>>);

impl Wake for LetsGo {
    fn wake(self: Arc<Self>) {
        let task = self.0.lock().unwrap().take();
        drop(task);
    }
}

/// Remembers that it was woken.
#[derive(Default)]
struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// Polls a task until nothing but this thread's runtime, which it keeps from running, could wake it:
/// the plugin has been found, on another thread, and runs.
fn poll_until_it_waits(task: &mut Task) {
    let woken = Arc::new(Woken::default());
    let waker = Waker::from(Arc::clone(&woken));
    loop {
        let polled = task.as_mut().poll(&mut Context::from_waker(&waker));
        assert!(polled.is_pending());
        std::thread::sleep(Duration::from_millis(200));
        if !woken.0.swap(false, Ordering::SeqCst) {
            return;
        }
    }
}

fn shared() -> Arc<Shared> {
    let text = "
        current-context: c
        contexts: [{name: c, context: {cluster: c, user: u}}]
        clusters: [{name: c, cluster: {server: 'https://h'}}]
        users: [{name: u, user: {exec: {
            apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never,
            command: sleep, args: ['60']}}}]";
    let kubeconfig = Kubeconfig::parse(text.as_bytes(), "").unwrap();
    let config = kubeconfig.resolve(&Overrides::new()).unwrap();
    let job = Job {
        plugin: ExecPlugin::new(config.exec.as_ref().unwrap()).unwrap(),
        cluster: ExecCluster::new(&config, None),
        options: ExecOptions::new(),
    };
    let timer = Arc::new(TokioTimer::new().unwrap());
    let settings = ConnectionSettings::default();
    Arc::new(Shared::new(job, settings, timer, Handle::current()))
}

#[tokio::test]
async fn a_run_may_be_dropped_as_it_is_told_to_end() {
    let shared = shared();
    let mut task = shared.prepare(&mut shared.state(), false);
    poll_until_it_waits(&mut task);
    let holder = Arc::new(LetsGo::default());
    let waker = Waker::from(Arc::clone(&holder));
    assert!(
        task.as_mut()
            .poll(&mut Context::from_waker(&waker))
            .is_pending()
    );
    *holder.0.lock().unwrap() = Some(task);
    let (ended, end) = mpsc::channel();
    let stopping = Arc::clone(&shared);
    std::thread::spawn(move || {
        stopping.stop();
        ended.send(())
    });
    end.recv_timeout(Duration::from_secs(30)).unwrap();
    assert!(holder.0.lock().unwrap().is_none());
    assert!(shared.state().run.is_none());
}
