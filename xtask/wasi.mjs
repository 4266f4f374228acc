// Runs a program that is compiled for wasm32-wasip1: node wasi.mjs PROGRAM ARGUMENTS

import { readFile } from "node:fs/promises";
import { argv, env } from "node:process";
import { WASI } from "node:wasi";

const [program] = argv.slice(2);
// It gets no folder: what runs here reads no files.
const wasi = new WASI({ version: "preview1", args: argv.slice(2), env, returnOnExit: false });
const module = await WebAssembly.compile(await readFile(program));
wasi.start(await WebAssembly.instantiate(module, wasi.getImportObject()));
