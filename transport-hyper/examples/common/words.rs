//! A command line, taken apart.

use std::env::Args;
use std::iter::Skip;
use std::process::ExitCode;

/// The words of the command line, one after the other.
pub(crate) struct Words {
    usage: &'static str,
    words: Skip<Args>,
    /// What stood behind the `=` of the last flag.
    inline: Option<String>,
}

/// Why a program ends before it has done anything.
pub(crate) enum Stop {
    /// Somebody asked for help, which this is.
    Help(&'static str),
    /// What is wrong.
    Wrong(String),
}

impl Words {
    /// `usage` is how the program is used.
    pub(crate) fn new(usage: &'static str) -> Self {
        Self {
            usage,
            words: std::env::args().skip(1),
            inline: None,
        }
    }

    /// The next flag without its value, or another word; `None` behind the last.
    pub(crate) fn next(&mut self) -> Result<Option<String>, Stop> {
        self.inline = None;
        let Some(word) = self.words.next() else {
            return Ok(None);
        };
        if ["-h", "--help"].contains(&&*word) {
            return Err(Stop::Help(self.usage));
        }
        if let Some((name, value)) = word.split_once('=')
            && name.starts_with('-')
        {
            self.inline = Some(value.to_owned());
            return Ok(Some(name.to_owned()));
        }
        Ok(Some(word))
    }

    /// The value of the flag `name`, which was the last word.
    pub(crate) fn value(&mut self, name: &str) -> Result<String, Stop> {
        let value = self.inline.take().or_else(|| self.words.next());
        value.ok_or_else(|| self.wrong(&format!("{name} needs a value")))
    }

    /// What to say of a word that cannot be used.
    pub(crate) fn wrong(&self, problem: &str) -> Stop {
        Stop::Wrong(format!("{problem}\n{}", self.usage))
    }
}

impl Stop {
    /// Prints it, and returns the exit code.
    pub(crate) fn report(self) -> ExitCode {
        match self {
            Self::Help(usage) => {
                println!("{usage}");
                ExitCode::SUCCESS
            }
            Self::Wrong(problem) => {
                eprintln!("error: {problem}");
                ExitCode::FAILURE
            }
        }
    }
}
