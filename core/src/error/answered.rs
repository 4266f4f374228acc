use std::fmt;

use http::{HeaderMap, StatusCode};

use super::Error;

/// How much of a header is kept: ids are UUIDs.
const ID_LIMIT: usize = 128;

/// The answer that an error is about.
#[derive(Clone, Debug)]
pub(crate) struct Answered {
    code: StatusCode,
    audit_id: Option<String>,
    flow_schema: Option<String>,
    priority_level: Option<String>,
}

impl Answered {
    pub(crate) fn new(code: StatusCode, headers: &HeaderMap) -> Self {
        let id = |name| {
            let value = headers.get(name)?.to_str().ok()?;
            (!value.is_empty() && value.len() <= ID_LIMIT).then(|| value.to_owned())
        };
        Self {
            code,
            audit_id: id("audit-id"),
            flow_schema: id("x-kubernetes-pf-flowschema-uid"),
            priority_level: id("x-kubernetes-pf-prioritylevel-uid"),
        }
    }
}

/// What helps to find out more: in the server's audit log if the fault is the server's, in its flow
/// schemas if it had no room.
impl fmt::Display for Answered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.audit_id, &self.flow_schema) {
            (Some(id), _) if self.code.is_server_error() => write!(f, " (audit id {id})"),
            (_, Some(id)) if self.code == StatusCode::TOO_MANY_REQUESTS => {
                write!(f, " (flow schema {id})")
            }
            _ => Ok(()),
        }
    }
}

impl Error {
    /// Says which answer it is about, unless the error says so already.
    pub(crate) fn answered(mut self, answered: Answered) -> Self {
        self.0.answered.get_or_insert(answered);
        self
    }

    /// The HTTP status of the answer that the error is about; of an answer that could not be
    /// understood, 200 perhaps. The [status](Self::status) has the code that the server states.
    pub fn http_status(&self) -> Option<StatusCode> {
        self.0.answered.as_ref().map(|answered| answered.code)
    }

    /// The id of the request in the server's audit log (`Audit-Id`).
    pub fn audit_id(&self) -> Option<&str> {
        self.0.answered.as_ref()?.audit_id.as_deref()
    }

    /// The UID of the FlowSchema that the request fell under (`X-Kubernetes-PF-FlowSchema-UID`).
    pub fn flow_schema_uid(&self) -> Option<&str> {
        self.0.answered.as_ref()?.flow_schema.as_deref()
    }

    /// The UID of the PriorityLevelConfiguration that the request fell under
    /// (`X-Kubernetes-PF-PriorityLevel-UID`).
    pub fn priority_level_uid(&self) -> Option<&str> {
        self.0.answered.as_ref()?.priority_level.as_deref()
    }
}
