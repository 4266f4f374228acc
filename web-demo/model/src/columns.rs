//! Which columns a table has: those that the server defines for the kind, and the namespace
//! before them where rows come from several.

use crate::message::Column;

/// A column as the server's Table describes it (`columnDefinitions`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ColumnDefinition {
    /// `Restarts`.
    pub name: String,
    /// `integer`, `string`, `date` …, as in OpenAPI.
    pub kind: String,
    /// `name` for the column of names.
    pub format: String,
    /// What it says.
    pub description: String,
    /// Columns above 0 are shown only when the table is wide.
    pub priority: i64,
}

/// Where the texts of a column come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// The row's namespace.
    Namespace,
    /// The moment at which the object was created.
    Created,
    /// The row's cell of this number.
    Cell(usize),
}

/// How the texts of a column are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    /// As texts, whatever they look like.
    Text,
    /// `5m` is five minutes, not five thousandths.
    Duration,
    /// By what each text looks like.
    Guess,
}

/// The columns of one table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    all: Vec<Definition>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Definition {
    column: Column,
    source: Source,
    comparison: Comparison,
    priority: i64,
}

impl Columns {
    /// The columns of a kind. `with_namespace` puts the namespace first.
    pub fn new(definitions: &[ColumnDefinition], with_namespace: bool) -> Self {
        let namespace = with_namespace.then(namespace);
        let defined = definitions
            .iter()
            .enumerate()
            .map(|(index, it)| defined(index, it));
        Self {
            all: namespace.into_iter().chain(defined).collect(),
        }
    }

    /// What is shown.
    pub fn shown(&self, wide: bool) -> Vec<Column> {
        self.visible(wide).map(|it| it.column.clone()).collect()
    }

    pub(crate) fn sources(&self, wide: bool) -> Vec<Source> {
        self.visible(wide).map(|it| it.source).collect()
    }

    /// The first column of that name, hidden ones included: the order stays when the table
    /// becomes narrow.
    pub(crate) fn find(&self, name: &str) -> Option<(Source, Comparison)> {
        let found = self.all.iter().find(|it| it.column.name == name)?;
        Some((found.source, found.comparison))
    }

    fn visible(&self, wide: bool) -> impl Iterator<Item = &Definition> {
        self.all.iter().filter(move |it| wide || it.priority <= 0)
    }
}

fn namespace() -> Definition {
    Definition {
        column: Column {
            name: "Namespace".to_owned(),
            description: "The namespace that the object is in.".to_owned(),
            numeric: false,
            age: false,
        },
        source: Source::Namespace,
        comparison: Comparison::Text,
        priority: 0,
    }
}

fn defined(index: usize, definition: &ColumnDefinition) -> Definition {
    let age = is_age(definition);
    Definition {
        column: Column {
            name: definition.name.clone(),
            description: definition.description.clone(),
            numeric: matches!(definition.kind.as_str(), "integer" | "number"),
            age,
        },
        source: if age {
            Source::Created
        } else {
            Source::Cell(index)
        },
        comparison: comparison(definition),
        priority: definition.priority,
    }
}

/// Whether a column is the time since the object was created. The server sends it as text, as it
/// was when it was sent, so it is shown from the object's own timestamp instead. A custom
/// resource may have an `Age` of something else; what it is of stands in its description.
fn is_age(definition: &ColumnDefinition) -> bool {
    let of_creation = definition.description.starts_with("CreationTimestamp ")
        || definition
            .description
            .ends_with(" .metadata.creationTimestamp");
    definition.name.eq_ignore_ascii_case("age") && of_creation
}

fn comparison(definition: &ColumnDefinition) -> Comparison {
    let name = definition.name.to_ascii_lowercase();
    let durations = [
        "age",
        "duration",
        "last schedule",
        "last seen",
        "first seen",
        "interval",
    ];
    if definition.format == "name" {
        Comparison::Text
    } else if definition.kind == "date" || durations.contains(&name.as_str()) {
        Comparison::Duration
    } else {
        Comparison::Guess
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(name: &str, kind: &str, description: &str, priority: i64) -> ColumnDefinition {
        ColumnDefinition {
            name: name.to_owned(),
            kind: kind.to_owned(),
            description: description.to_owned(),
            priority,
            ..ColumnDefinition::default()
        }
    }

    #[test]
    fn wide_columns_and_the_namespace_come_when_asked_for() {
        let definitions = [
            column("Name", "string", "", 0),
            column("Ready", "integer", "", 0),
            column("Node", "string", "", 1),
        ];
        let names = |with_namespace, wide| -> Vec<String> {
            let columns = Columns::new(&definitions, with_namespace);
            columns.shown(wide).into_iter().map(|it| it.name).collect()
        };
        assert_eq!(names(false, false), ["Name", "Ready"]);
        assert_eq!(names(true, true), ["Namespace", "Name", "Ready", "Node"]);
        let shown = Columns::new(&definitions, false).shown(false);
        assert_eq!([shown[0].numeric, shown[1].numeric], [false, true]);
    }

    #[test]
    fn only_the_time_since_creation_is_an_age() {
        let path = "Custom resource definition column (in JSONPath format): ";
        for (name, description, expected) in [
            (
                "Age",
                "CreationTimestamp is a timestamp representing …".to_owned(),
                true,
            ),
            ("AGE", format!("{path}.metadata.creationTimestamp"), true),
            ("Age", format!("{path}.status.startTime"), false),
            (
                "Created At",
                "CreationTimestamp is a timestamp representing …".to_owned(),
                false,
            ),
        ] {
            let columns = Columns::new(&[column(name, "date", &description, 0)], false);
            assert_eq!(
                columns.shown(false)[0].age,
                expected,
                "{name}: {description}"
            );
        }
    }
}
