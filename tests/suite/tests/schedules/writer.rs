use std::time::Duration;

use outrigger::rt::Timer;
use outrigger::{
    Api, ApiResource, Client, CreateOptions, DeleteOptions, Patch, PatchOptions, Scope,
    Unstructured,
};
use outrigger_test::{ManualTimer, SimulatedApiServer, Trace};
use serde_json::json;

use crate::plan::{Dice, Plan};

/// Config maps of the default namespace.
pub(crate) fn maps(client: &Client) -> Api<Unstructured> {
    let resource = ApiResource::new("", "v1", "ConfigMap", "configmaps", Scope::Namespaced);
    Api::dynamic(client.clone(), resource).within("default")
}

/// Writes to the server, past all faults of the network.
pub(crate) struct Writer {
    pub(crate) server: SimulatedApiServer,
    pub(crate) timer: ManualTimer,
    pub(crate) trace: Trace,
    pub(crate) dice: Dice,
}

impl Writer {
    /// What is there before the informer comes.
    pub(crate) async fn prepare(&mut self, plan: &Plan) {
        let maps = maps(&self.server.client());
        for index in 0..plan.untouched {
            self.create(&maps, &format!("untouched-{index}"), "red")
                .await;
        }
        for index in 0..plan.names {
            if self.dice.one_in(2) {
                self.create(&maps, &format!("object-{index}"), "red").await;
            }
        }
    }

    pub(crate) async fn write(mut self, plan: Plan) {
        let maps = maps(&self.server.client());
        for _ in 0..plan.writes {
            let name = format!("object-{}", self.dice.below(plan.names));
            self.act(&maps, &name).await;
            if !self.dice.one_in(3) {
                let most = u64::try_from(plan.pause.as_millis()).unwrap_or(u64::MAX);
                let pause = Duration::from_millis(self.dice.between(0, most));
                self.timer.sleep(pause).await;
            }
        }
    }

    async fn act(&mut self, maps: &Api<Unstructured>, name: &str) {
        let color = if self.dice.one_in(3) { "blue" } else { "red" };
        match self.dice.below(12) {
            0..=3 => self.create(maps, name, color).await,
            4..=7 => self.change(maps, name, color).await,
            8 => self.delete(maps, name).await,
            9 => {
                // Another object of the same name.
                self.delete(maps, name).await;
                self.create(maps, name, color).await;
            }
            10 => {
                self.trace.log("server", "forgets its history");
                self.server.expire_history();
            }
            _ => {
                self.trace.log("server", "restarts");
                self.server.restart();
            }
        }
    }

    async fn create(&self, maps: &Api<Unstructured>, name: &str, color: &str) {
        let object = json!({ "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": { "name": name, "labels": { "color": color } },
            "data": { "text": "as it was made" } });
        let object = serde_json::from_value(object).expect("an object");
        let outcome = maps.create(&object, &CreateOptions::new()).await;
        self.log(
            "create",
            name,
            outcome.map(|it| it.resource_version().to_owned()),
        );
    }

    async fn change(&mut self, maps: &Api<Unstructured>, name: &str, color: &str) {
        let patch = json!({ "metadata": { "labels": { "color": color } },
            "data": { "text": self.dice.below(1 << 32).to_string() } });
        let outcome = maps
            .patch(name, &Patch::Merge(patch), &PatchOptions::new())
            .await;
        self.log(
            "patch",
            name,
            outcome.map(|it| it.resource_version().to_owned()),
        );
    }

    async fn delete(&self, maps: &Api<Unstructured>, name: &str) {
        let outcome = maps.delete(name, &DeleteOptions::new()).await;
        self.log("delete", name, outcome.map(|_| String::new()));
    }

    fn log(&self, what: &str, name: &str, outcome: outrigger::Result<String>) {
        match outcome {
            Ok(version) => self
                .trace
                .log("writer", format_args!("{what} {name} {version}")),
            // Objects come and go; everything else is a bug of the server.
            Err(error) if error.is_not_found() || error.is_already_exists() => {}
            Err(error) => panic!("{what} {name}: {error}"),
        }
    }
}
