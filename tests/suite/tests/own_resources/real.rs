//! On a real kube-apiserver, with what the simulated one does not do: rules and apply.

use outrigger::{Api, ApplyOptions, CreateOptions};
use outrigger_hyper::TokioTimer;
use outrigger_suite::control_plane::ControlPlane;

use crate::widget::{PartApply, Shelf, Widget, WidgetApply, WidgetSpec, WidgetSpecApply};
use crate::{content, life};

#[tokio::test]
async fn everything_holds() {
    let cluster = ControlPlane::start();
    let client = cluster.client("certificate").await;
    let timer = TokioTimer::new().unwrap();
    life::live(&client, &timer).await;
    let api: Api<Widget> = client.namespaced("default");
    rules(&api).await;
    partial(&api).await;
    explained(&cluster);
    life::awkward_types(&client, &timer).await;
    content::live(&client, &timer).await;
}

async fn rules(api: &Api<Widget>) {
    let mut invisible = WidgetSpec::of_size(3);
    invisible.colour = Some("invisible".into());
    for (name, spec, complaint) in [
        (
            "large",
            WidgetSpec::of_size(101),
            "only a big one may be that large",
        ),
        ("hidden", invisible, "self.spec.colour != 'invisible'"),
    ] {
        let error = api
            .create(&Widget::new(name, spec), &CreateOptions::new())
            .await
            .unwrap_err();
        assert!(error.is_invalid());
        let text = error.chain().to_string();
        assert!(text.contains(complaint), "{text}");
    }
    let big = Widget::new("big-one", WidgetSpec::of_size(101));
    api.create(&big, &CreateOptions::new().dry_run())
        .await
        .unwrap();
    let mut moved = api.get("a").await.unwrap();
    moved.spec.shelf = Some(Shelf::Number(3));
    let error = api
        .replace("a", &moved, &Default::default())
        .await
        .unwrap_err();
    assert!(
        error.chain().to_string().contains("it stays where it is"),
        "{error}"
    );
}

async fn partial(api: &Api<Widget>) {
    let apply = |spec: WidgetSpecApply| WidgetApply::new("shared").spec(spec);
    let spec = WidgetSpecApply::new;
    let part = |name: &str, count: u8| PartApply::new().name(name).count(count);
    let (ours, theirs) = (ApplyOptions::by("ours"), ApplyOptions::by("theirs"));
    let size = apply(spec().size(3).parts([part("leg", 4)]));
    api.apply("shared", &size, &ours).await.unwrap();
    let colour = apply(spec().colour("red").parts([part("top", 1)]));
    let both = api.apply("shared", &colour, &theirs).await.unwrap();
    // Nobody took what is the other's, and lists by key are shared.
    assert_eq!(
        (both.spec.size, both.spec.colour.as_deref()),
        (3, Some("red"))
    );
    assert_eq!(both.spec.parts.len(), 2);
    let conflict = api
        .apply("shared", &apply(spec().size(4)), &theirs)
        .await
        .unwrap_err();
    assert!(conflict.is_conflict(), "{}", conflict.chain());
    let forced = api
        .apply("shared", &apply(spec().size(4)), &theirs.clone().force())
        .await
        .unwrap();
    assert_eq!((forced.spec.size, forced.spec.colour), (4, None));
    // What ours no longer says, is nobody's.
    let rest = api.apply("shared", &apply(spec()), &ours).await.unwrap();
    assert!(rest.spec.parts.is_empty(), "{:?}", rest.spec.parts);
}

fn explained(cluster: &ControlPlane) {
    let text = cluster.kubectl(&["explain", "widgets.spec"], "");
    assert!(text.contains("In centimetres."), "{text}");
    let text = cluster.kubectl(&["get", "wd"], "");
    let words: Vec<&str> = text.split_whitespace().collect();
    assert_eq!(words, ["NAME", "SIZE", "a", "3", "shared", "4"]);
}
