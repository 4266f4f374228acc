use std::time::Duration;

use http::Method;
use outrigger::transport::{ConnectionSettings, LongLived, Roots};

use crate::conformance::target::{Check, chunk_of, ensure, request, text_of, violation};
use crate::conformance::{Target, Verdict};

/// When settings change, what is open goes on to its end, and new exchanges are served.
pub async fn new_settings_cut_nothing_open(target: &Target) -> Verdict {
    target
        .within(async {
            let (_, settings) = target.reconfigurable()?;
            target.needs_parallel(4)?;
            let path = "/watch?interval=10";
            let mut sent = request(Method::GET, &target.url(path), "")?;
            sent.extensions_mut().insert(LongLived);
            let mut watch = target.send(sent).await?.into_body();
            chunk_of(path, &mut watch).await?;
            let id = target.fresh().await?;
            let gated = format!("/gated?id={id}&count=3&size=1");
            let mut body = target.get(&gated).await?.into_body();
            target.release(&id).await?;
            chunk_of(&gated, &mut body).await?;
            for seconds in 31..34 {
                // As good as those before, and not equal to them.
                let mut other = settings.clone();
                other.connect_timeout = Some(Duration::from_secs(seconds));
                change(target, &other)?;
                target.text("/status/200").await?;
                for _ in 0..3 {
                    chunk_of(path, &mut watch).await?;
                }
            }
            target.release(&id).await?;
            target.release(&id).await?;
            let text = text_of(&gated, body).await?;
            ensure(text == "12", || format!("the rest of {gated} is {text:?}"))?;
            change(target, settings)
        })
        .await
}

/// Settings that cannot be used are an error, and leave the link as it is.
pub async fn unusable_settings_change_nothing(target: &Target) -> Verdict {
    target
        .within(async {
            let (link, settings) = target.reconfigurable()?;
            let mut unusable = settings.clone();
            unusable.roots = Roots::Pem("no certificate".into());
            if link.reconfigure(&unusable).is_ok() {
                return violation("roots without a certificate are taken");
            }
            target.text("/status/200").await.map(drop)
        })
        .await
}

fn change(target: &Target, settings: &ConnectionSettings) -> Check {
    let (link, _) = target.reconfigurable()?;
    match link.reconfigure(settings) {
        Ok(()) => Ok(()),
        Err(error) => violation(format!("good settings are refused: {error}")),
    }
}
