use super::Offer;

/// What a client asks an object to be turned into (`as=Table;g=meta.k8s.io;v=v1`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Transform {
    pub(crate) kind: TransformKind,
    pub(crate) version: Version,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TransformKind {
    Table,
    PartialObjectMetadata,
    PartialObjectMetadataList,
}

/// Of the group meta.k8s.io.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version {
    V1,
    V1Beta1,
}

impl Version {
    pub(crate) const fn api_version(self) -> &'static str {
        match self {
            Self::V1 => "meta.k8s.io/v1",
            Self::V1Beta1 => "meta.k8s.io/v1beta1",
        }
    }
}

impl Transform {
    /// The one that the parameters name, if the server knows it.
    pub(super) fn of(params: &[(&str, &str)]) -> Option<Self> {
        let kind = match param(params, "as")? {
            "Table" => TransformKind::Table,
            "PartialObjectMetadata" => TransformKind::PartialObjectMetadata,
            "PartialObjectMetadataList" => TransformKind::PartialObjectMetadataList,
            _ => return None,
        };
        let version = match (param(params, "g")?, param(params, "v")?) {
            ("meta.k8s.io", "v1") => Version::V1,
            ("meta.k8s.io", "v1beta1") => Version::V1Beta1,
            _ => return None,
        };
        Some(Self { kind, version })
    }
}

/// Whether the endpoint makes what the parameters name.
pub(super) fn allowed(params: &[(&str, &str)], offer: Offer) -> bool {
    let asks = ["as", "g", "v"].map(|name| param(params, name));
    match offer {
        Offer::Objects => asks == [None; 3] || Transform::of(params).is_some(),
        Offer::Discovery => {
            asks == [
                Some("APIGroupDiscoveryList"),
                Some("apidiscovery.k8s.io"),
                Some("v2"),
            ]
        }
        Offer::Nothing => asks == [None; 3],
    }
}

/// A parameter's value; the last counts.
pub(super) fn param<'a>(params: &[(&str, &'a str)], name: &str) -> Option<&'a str> {
    let found = params.iter().rfind(|(other, _)| *other == name);
    found.map(|(_, value)| *value)
}
