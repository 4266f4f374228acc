//! What a WASI module imports, and which functions call an import.

use std::collections::{BTreeMap, BTreeSet};

use wasmparser::{KnownCustom, Name, Operator, Parser, Payload, TypeRef};

/// A module's imports and its direct calls.
#[derive(Default)]
pub(crate) struct Module {
    imports: Vec<String>,
    names: BTreeMap<u32, String>,
    /// From each function to those that call it.
    callers: BTreeMap<u32, BTreeSet<u32>>,
}

impl Module {
    pub(crate) fn parse(bytes: &[u8]) -> Self {
        let mut module = Self::default();
        let mut function = None;
        for payload in Parser::new(0).parse_all(bytes) {
            match payload.expect("a wasm module") {
                Payload::ImportSection(imports) => {
                    for import in imports {
                        let import = import.expect("an import");
                        if let TypeRef::Func(_) = import.ty {
                            module.imports.push(import.name.to_owned());
                        }
                    }
                }
                Payload::CodeSectionEntry(body) => {
                    let imported = u32::try_from(module.imports.len()).expect("few imports");
                    let index = function.map_or(imported, |last: u32| last + 1);
                    function = Some(index);
                    module.read_calls(index, &body);
                }
                Payload::CustomSection(section) => {
                    if let KnownCustom::Name(names) = section.as_known() {
                        module.read_names(names);
                    }
                }
                _ => {}
            }
        }
        module
    }

    fn read_calls(&mut self, caller: u32, body: &wasmparser::FunctionBody<'_>) {
        for operator in body.get_operators_reader().expect("code") {
            if let Operator::Call { function_index } = operator.expect("an instruction") {
                self.callers
                    .entry(function_index)
                    .or_default()
                    .insert(caller);
            }
        }
    }

    fn read_names(&mut self, names: wasmparser::NameSectionReader<'_>) {
        for name in names {
            if let Name::Function(functions) = name.expect("a name") {
                for function in functions {
                    let function = function.expect("a name");
                    let name = format!("{:#}", rustc_demangle::demangle(function.name));
                    self.names.insert(function.index, name);
                }
            }
        }
    }

    pub(crate) fn imports(&self) -> &[String] {
        &self.imports
    }

    /// The functions outside of std that call an import, whether directly or through std.
    pub(crate) fn users_of(&self, import: &str) -> BTreeSet<&str> {
        let start = self.imports.iter().position(|name| name == import);
        let mut todo: Vec<u32> = start
            .into_iter()
            .filter_map(|at| at.try_into().ok())
            .collect();
        let mut seen = BTreeSet::new();
        let mut users = BTreeSet::new();
        while let Some(function) = todo.pop() {
            for &caller in self.callers.get(&function).into_iter().flatten() {
                let name = self
                    .names
                    .get(&caller)
                    .map_or("a function without a name", String::as_str);
                if !is_std(name) {
                    users.insert(name);
                } else if seen.insert(caller) {
                    todo.push(caller);
                }
            }
        }
        users
    }
}

/// Whether a function is std's, or of the C library below it, whose names have no path.
fn is_std(name: &str) -> bool {
    if !name.contains("::") {
        return true;
    }
    let name = name.trim_start_matches(['<', '&']);
    ["std::", "core::", "alloc::", "wasi::"]
        .iter()
        .any(|krate| name.starts_with(krate))
}
