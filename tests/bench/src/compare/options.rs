use lexopt::{Arg, Parser, ValueExt};

/// What `--help` prints.
pub const USAGE: &str = "\
usage: cargo xtask bench [--quick] [--no-builds] [--rounds N]
  --quick      fewer requests, a shorter list, and no builds
  --no-builds  without the cold builds, which take minutes of CPU time each
  --rounds N   how often each load runs, in turn with the others (7)
";

/// How much to measure.
#[derive(Clone, Debug)]
pub struct Options {
    /// Requests of one run of a load.
    pub requests: usize,
    /// Runs of each load of GETs.
    pub rounds: usize,
    /// Runs of each load that lists.
    pub list_rounds: usize,
    /// Pods in the list.
    pub pods: usize,
    /// Whether to build the minimal programs from nothing.
    pub builds: bool,
}

impl Options {
    /// Reads the command line; `None` when help is asked for.
    ///
    /// # Errors
    /// When it holds what is not understood.
    pub fn parse() -> Result<Option<Self>, lexopt::Error> {
        let (mut quick, mut builds, mut rounds) = (false, true, None);
        let mut arguments = Parser::from_env();
        while let Some(argument) = arguments.next()? {
            match argument {
                Arg::Long("quick") => quick = true,
                Arg::Long("no-builds") => builds = false,
                Arg::Long("rounds") => rounds = Some(arguments.value()?.parse()?),
                Arg::Short('h') | Arg::Long("help") => return Ok(None),
                other => return Err(other.unexpected()),
            }
        }
        let usual = match quick {
            true => Self {
                requests: 2_560,
                rounds: 3,
                list_rounds: 1,
                pods: 1_000,
                builds: false,
            },
            false => Self {
                requests: 12_800,
                rounds: 7,
                list_rounds: 3,
                pods: 10_000,
                builds,
            },
        };
        let rounds = rounds.unwrap_or(usual.rounds).max(1);
        Ok(Some(Self { rounds, ..usual }))
    }
}
