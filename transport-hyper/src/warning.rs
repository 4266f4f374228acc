//! Problems that no request fails for, told to whoever wants to know.

use std::sync::{Arc, Mutex, PoisonError};

/// What to do with a warning.
pub(crate) type OnWarning = Arc<dyn Fn(&str) + Send + Sync>;

/// Tells warnings, if there is somebody to be told.
pub(crate) fn tell(on_warning: Option<&OnWarning>, warnings: &[String]) {
    if let Some(on_warning) = on_warning {
        warnings.iter().for_each(|warning| on_warning(warning));
    }
}

/// Tells problems when they appear: not again while they last, but when they come back.
#[derive(Default)]
pub(crate) struct Problems {
    on_warning: Option<OnWarning>,
    /// What was found last.
    known: Mutex<Vec<String>>,
}

impl Problems {
    pub(crate) fn new(on_warning: Option<OnWarning>) -> Self {
        Self {
            on_warning,
            known: Mutex::default(),
        }
    }

    /// What a look has found: all that is wrong now. Calls back, so that no lock may be held.
    pub(crate) fn found(&self, now: Vec<String>) {
        let Some(on_warning) = &self.on_warning else {
            return;
        };
        let before = {
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::replace(&mut *known, now.clone())
        };
        for problem in now.iter().filter(|problem| !before.contains(problem)) {
            on_warning(problem);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_is_told_each_time_it_appears() {
        let told = Arc::new(Mutex::new(Vec::new()));
        let list = Arc::clone(&told);
        let tell: OnWarning = Arc::new(move |text| list.lock().unwrap().push(text.to_owned()));
        let problems = Problems::new(Some(tell));
        for now in [&["a"][..], &["a"], &["a", "b"], &["b"], &[], &["b"]] {
            problems.found(now.iter().map(ToString::to_string).collect());
        }
        assert_eq!(*told.lock().unwrap(), ["a", "b", "b"]);
    }
}
