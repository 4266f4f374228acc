use crate::cluster::apiserver::catalog::ResourceType;
use crate::cluster::apiserver::failure::Failure;
use crate::cluster::apiserver::kinds::formats;
use crate::cluster::apiserver::query::ListQuery;
use crate::cluster::apiserver::scope::Scope;
use crate::cluster::apiserver::selectors::{FieldSelector, LabelSelector};
use crate::cluster::apiserver::store::Record;

/// What of a resource a request asks for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Selection {
    labels: LabelSelector,
    fields: FieldSelector,
    /// The one object that the path or the field selector names.
    name: Option<String>,
    /// The one namespace that the field selector names.
    namespace: Option<String>,
    /// A later page, which the server does not narrow.
    continued: bool,
}

impl Selection {
    pub(crate) fn parse(scope: &Scope, query: &ListQuery) -> Result<Self, Failure> {
        let labels = LabelSelector::parse(&query.label_selector).map_err(Failure::bad_request)?;
        let fields = FieldSelector::parse(&scope.resource, &query.field_selector)
            .map_err(Failure::bad_request)?;
        let named = fields.required("metadata.name");
        if !scope.name.is_empty() && !fields.is_empty() && named != Some(scope.name.as_str()) {
            let text = "fieldSelector metadata.name doesn't match requested name";
            return Err(Failure::bad_request(text));
        }
        let on_path = (!scope.name.is_empty()).then(|| scope.name.clone());
        Ok(Self {
            name: on_path.or_else(|| named.map(str::to_owned)),
            namespace: fields.required("metadata.namespace").map(str::to_owned),
            continued: !query.continue_token.is_empty(),
            labels,
            fields,
        })
    }

    /// Whether it leaves nothing out.
    pub(crate) fn is_everything(&self) -> bool {
        self.labels.is_empty() && self.fields.is_empty() && self.name.is_none()
    }

    /// Whether it can only be one object, and where that is kept is known.
    pub(crate) fn names_one(&self, scope: &Scope) -> bool {
        let placed = !scope.resource.namespaced || !self.narrow(scope).is_empty();
        placed && self.name.as_ref().is_some_and(|name| !name.is_empty())
    }

    /// What the keys of all it can select begin with.
    pub(crate) fn narrow(&self, scope: &Scope) -> String {
        match &self.namespace {
            Some(namespace)
                if !self.continued
                    && scope.namespace.is_empty()
                    && scope.resource.namespaced
                    && formats::dns_label(namespace).is_empty() =>
            {
                format!("{namespace}/")
            }
            _ => scope.prefix(),
        }
    }

    pub(crate) fn matches(&self, resource: &ResourceType, record: &Record) -> bool {
        let is = |wanted: &Option<String>, found: &str| {
            wanted.as_ref().is_none_or(|wanted| wanted == found)
        };
        is(&self.name, record.name())
            && is(&self.namespace, record.namespace())
            && self.labels.matches(record.labels())
            && (self.fields.is_empty() || self.fields.matches(resource, &record.to_value()))
    }
}
