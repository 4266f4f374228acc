use crate::cluster::apiserver::catalog::ResourceType;
use crate::cluster::apiserver::failure::Failure;
use crate::cluster::apiserver::model::Scope;
use crate::cluster::apiserver::query::ListQuery;
use crate::cluster::apiserver::store::Record;

/// What of a resource a request asks for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Selection {
    /// The one object that the path or a field selector names.
    name: Option<String>,
}

impl Selection {
    pub(crate) fn parse(scope: &Scope, query: &ListQuery) -> Result<Self, Failure> {
        let _ = query;
        let name = (!scope.name.is_empty()).then(|| scope.name.clone());
        Ok(Self { name })
    }

    /// Whether it leaves nothing out.
    pub(crate) fn is_everything(&self) -> bool {
        self.name.is_none()
    }

    /// What the keys of all it can select begin with.
    pub(crate) fn narrow(&self, scope: &Scope) -> String {
        scope.prefix()
    }

    pub(crate) fn matches(&self, resource: &ResourceType, record: &Record) -> bool {
        let _ = resource;
        self.name.as_ref().is_none_or(|name| name == record.name())
    }
}
