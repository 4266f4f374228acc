//! Makes a module for browsers of what rustc compiled, and says how large files are when they are
//! sent. Parts of `cargo xtask dist` and `cargo xtask size`, which have no dependencies.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line tool talks on its output"
)]

use std::env;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use brotli::CompressorWriter;
use wasm_bindgen_cli_support::Bindgen;

const USAGE: &str = "\
usage: outrigger-bindgen module COMPILED FOLDER NAME
           writes NAME.js and NAME_bg.wasm
       outrigger-bindgen size FILE...
           prints a line for each: its size in bytes, compressed by brotli, and as it is
";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["module", compiled, folder, name] => module(compiled, folder, name),
        ["size", files @ ..] => files.iter().try_for_each(|file| size(file)),
        _ => {
            eprint!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("error: {problem}");
            ExitCode::FAILURE
        }
    }
}

/// Writes a module that a page or a worker imports as it is.
fn module(compiled: &str, folder: &str, name: &str) -> Result<(), String> {
    let mut bindgen = Bindgen::new();
    let web = bindgen.web(true).map_err(|error| format!("{error:#}"))?;
    web.input_path(compiled)
        .out_name(name)
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        // The module knows the path of its own wasm, so that it starts without an argument.
        .omit_default_module_path(false);
    web.generate(folder)
        .map_err(|error| format!("{compiled}: {error:#}"))
}

/// The best compression there is, as a server has it that compresses once.
fn size(file: &str) -> Result<(), String> {
    let read = |error| format!("{file}: {error}");
    let content = fs::read(Path::new(file)).map_err(read)?;
    let mut compressor = CompressorWriter::new(Vec::new(), 1 << 16, 11, 22);
    compressor.write_all(&content).map_err(read)?;
    let compressed = compressor.into_inner();
    println!("{} {}", compressed.len(), content.len());
    Ok(())
}
