//! Inputs that a seed decides.

use std::fs;
use std::path::Path;

use fastrand::Rng;
use outrigger_fuzz::SEPARATOR;

/// Pieces of kubeconfigs and of YAML.
const PIECES: [&str; 64] = [
    "clusters:",
    "users:",
    "contexts:",
    "current-context: a",
    "- name: a",
    "\n",
    "\n  ",
    "\n    ",
    "user:",
    "cluster:",
    "context:",
    "token: s33ded-t-s33ded",
    "server: h",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    ": ",
    "- ",
    "&a ",
    "*a",
    "<<: ",
    "!!int ",
    "!!binary ",
    "!x ",
    "'",
    "\"",
    "|",
    ">",
    "|+2",
    "#",
    " #",
    "\t",
    "~",
    "yes",
    "017",
    "0x1F",
    "1e3",
    ".inf",
    "1_000",
    "%YAML 1.1\n",
    "---",
    "...",
    "client-key-data: czMzZGVk",
    "exec:",
    "? ",
    "\u{85}",
    "\u{2028}",
    "\r",
    "\r\n",
    "\u{feff}",
    "\\x41",
    "\\u0041",
    "\\",
    "null",
    "password: s33ded",
    "args: [s33ded]",
    "extensions:",
    "server: https://a:s33ded@h",
    "proxy-url: http://a:s33ded@h",
    "as-user-extra:",
    "''",
];

/// The inputs of one body.
pub(crate) struct Inputs {
    corpus: Vec<Vec<u8>>,
    /// Whether the body generates from bytes, to which kubeconfigs mean nothing.
    bytes: bool,
}

impl Inputs {
    pub(crate) fn of(body: &str) -> Self {
        Self {
            corpus: match body {
                "answers" => files("corpus-answers"),
                _ => corpus(),
            },
            bytes: matches!(body, "values" | "structured" | "requests"),
        }
    }

    /// The input of a seed: first the corpus itself, then whatever else.
    pub(crate) fn get(&self, seed: u64) -> Vec<u8> {
        let known = usize::try_from(seed)
            .ok()
            .and_then(|at| self.corpus.get(at));
        if let Some(known) = known {
            return known.clone();
        }
        let mut rng = Rng::with_seed(seed);
        if self.bytes {
            return bytes(&mut rng, 4_000);
        }
        let mut input = match rng.u8(..10) {
            0 => bytes(&mut rng, 300),
            1 | 2 => pieces(&mut rng),
            3 => self.several(&mut rng),
            _ => self.one(&mut rng),
        };
        for _ in 0..rng.usize(..12) {
            self.mutate(&mut rng, &mut input);
        }
        match rng.u8(..20) {
            0 => utf16(&input, u16::to_le_bytes),
            1 => utf16(&input, u16::to_be_bytes),
            _ => input,
        }
    }

    fn one(&self, rng: &mut Rng) -> Vec<u8> {
        rng.choice(&self.corpus).cloned().unwrap_or_default()
    }

    fn several(&self, rng: &mut Rng) -> Vec<u8> {
        let files: Vec<_> = (0..rng.usize(2..5)).map(|_| self.one(rng)).collect();
        files.join(&SEPARATOR)
    }

    fn mutate(&self, rng: &mut Rng, input: &mut Vec<u8>) {
        let at = rng.usize(..=input.len());
        let end = at + rng.usize(..=(input.len() - at).min(40));
        match rng.u8(..8) {
            0 => drop(input.drain(at..end)),
            1 => {
                let copy = input[at..end].to_vec();
                let to = rng.usize(..=input.len());
                input.splice(to..to, copy);
            }
            2 => {
                let byte = rng.u8(..);
                input.splice(at..(at + 1).min(input.len()), [byte]);
            }
            3 => {
                let other = self.one(rng);
                let from = rng.usize(..=other.len());
                let to = from + rng.usize(..=(other.len() - from).min(80));
                input.splice(at..at, other[from..to].iter().copied());
            }
            4 => lines(rng, input),
            _ => {
                let piece = rng.choice(PIECES).unwrap_or_default();
                let to = if rng.bool() { at } else { end };
                input.splice(at..to, piece.bytes());
            }
        }
    }
}

/// Takes a line out, puts it somewhere else, or moves it to the right or to the left.
fn lines(rng: &mut Rng, input: &mut Vec<u8>) {
    let mut lines: Vec<Vec<u8>> = input
        .split(|byte| *byte == b'\n')
        .map(<[u8]>::to_vec)
        .collect();
    let (from, to) = (rng.usize(..lines.len()), rng.usize(..lines.len()));
    match rng.u8(..4) {
        0 => lines.swap(from, to),
        1 => lines.insert(to, lines[from].clone()),
        2 => lines[from].insert(0, b' '),
        _ => {
            let blanks = lines[from].iter().take_while(|byte| **byte == b' ').count();
            lines[from].drain(..blanks.min(2));
        }
    }
    *input = lines.join(&b'\n');
}

fn bytes(rng: &mut Rng, most: usize) -> Vec<u8> {
    let mut bytes = vec![0; rng.usize(..most)];
    rng.fill(&mut bytes);
    bytes
}

fn pieces(rng: &mut Rng) -> Vec<u8> {
    let pieces = (0..rng.usize(..40)).filter_map(|_| rng.choice(PIECES));
    pieces.collect::<String>().into_bytes()
}

fn utf16(input: &[u8], unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    let text = format!("\u{feff}{}", String::from_utf8_lossy(input));
    text.encode_utf16().flat_map(unit).collect()
}

/// The kubeconfigs of the corpus.
pub(crate) fn corpus() -> Vec<Vec<u8>> {
    files("corpus")
}

/// The files of a folder, in the order of their names.
fn files(folder: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let files = fs::read_dir(folder).unwrap();
    let mut files: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| fs::read(file).unwrap()).collect()
}

#[test]
fn a_seed_is_an_input() {
    let inputs = Inputs::of("yaml");
    let many = || (0..300).map(|seed| inputs.get(seed)).collect::<Vec<_>>();
    assert!(many() == many());
    assert!(inputs.corpus.len() >= 20);
}
