//! Parts of an answer.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use outrigger::Secret;
use outrigger::kubeconfig::{AuthProvider, ByName, ExecConfig, Impersonate, Opaque, Origin};
use serde_json::{Map, Value, json};

use crate::case::absolute;

/// A JSON object that leaves out what is empty.
#[derive(Default)]
pub(crate) struct Object(pub(crate) Map<String, Value>);

impl Object {
    pub(crate) fn text(&mut self, name: &str, text: &str) {
        if !text.is_empty() {
            self.0.insert(name.into(), text.into());
        }
    }

    pub(crate) fn maybe(&mut self, name: &str, text: Option<&String>) {
        self.text(name, text.map_or("", String::as_str));
    }

    pub(crate) fn secret(&mut self, name: &str, text: Option<&Secret>) {
        self.text(name, text.map_or("", Secret::expose));
    }

    pub(crate) fn path(&mut self, name: &str, path: Option<&String>) {
        // Paths are relative when those of their files were; a backend knows where it runs.
        match path.filter(|path| !path.is_empty() && !path.starts_with('/')) {
            Some(path) => self.text(name, &absolute(path)),
            None => self.maybe(name, path),
        }
    }

    pub(crate) fn data(&mut self, name: &str, data: &[u8]) {
        self.text(name, &STANDARD.encode(data));
    }

    pub(crate) fn flag(&mut self, name: &str, flag: bool) {
        if flag {
            self.0.insert(name.into(), true.into());
        }
    }

    pub(crate) fn list(&mut self, name: &str, texts: &[String]) {
        if !texts.is_empty() {
            self.0.insert(name.into(), texts.into());
        }
    }

    pub(crate) fn origin(&mut self, origin: Option<&Origin>) {
        self.text("from", origin.map_or("", |origin| &origin.file));
    }

    pub(crate) fn extensions(&mut self, extensions: &ByName<Opaque>) {
        if !extensions.is_empty() {
            let values = extensions
                .iter()
                .map(|(name, value)| (name.clone(), value.expose().clone()));
            self.0.insert("extensions".into(), values.collect());
        }
    }

    pub(crate) fn impersonate(&mut self, wanted: &Impersonate) {
        self.maybe("as", wanted.user.as_ref());
        self.maybe("as-uid", wanted.uid.as_ref());
        self.list("as-groups", &wanted.groups);
        if !wanted.extra.is_empty() {
            self.0.insert("as-user-extra".into(), json!(wanted.extra));
        }
    }

    pub(crate) fn provider(&mut self, provider: Option<&AuthProvider>) {
        let Some(provider) = provider else {
            return;
        };
        let mut object = Self::default();
        object.text("name", &provider.name);
        if !provider.config.is_empty() {
            let values = provider.config.iter();
            let values = values.map(|(name, value)| (name.clone(), Value::from(value.expose())));
            object.0.insert("config".into(), values.collect());
        }
        self.0.insert("auth-provider".into(), object.0.into());
    }

    pub(crate) fn exec(&mut self, exec: Option<&ExecConfig>, config: Option<&Opaque>) {
        let Some(exec) = exec else {
            return;
        };
        let mut object = Self::default();
        let command = exec.command.as_ref();
        match command.is_some_and(|command| command.contains('/')) {
            true => object.path("command", command),
            false => object.maybe("command", command),
        }
        let args: Vec<_> = exec.args.iter().map(|arg| arg.expose().into()).collect();
        object.list("args", &args);
        let variables = exec.env.iter().map(|variable| {
            let mut object = Self::default();
            object.text("name", &variable.name);
            object.text("value", variable.value.expose());
            Value::Object(object.0)
        });
        if !exec.env.is_empty() {
            object.0.insert("env".into(), variables.collect());
        }
        object.maybe("apiVersion", exec.api_version.as_ref());
        object.maybe("installHint", exec.install_hint.as_ref());
        object.flag("provideClusterInfo", exec.provide_cluster_info);
        object.maybe("interactiveMode", exec.interactive_mode.as_ref());
        if let Some(config) = config.filter(|config| !config.expose().is_null()) {
            object.0.insert("config".into(), config.expose().clone());
        }
        self.0.insert("exec".into(), object.0.into());
    }
}
