use serde_json::{Map, Value};

use super::error::SchemaError;
use super::join::{Choice, unite};
use super::keywords;
use super::meet::meet;
use super::references;
use super::structural::{LIST_TYPE, Narrowing, PRESERVE, Structural, names};

/// Deeper and larger than any schema that etcd would store.
const MAX_DEPTH: usize = 100;
const MAX_PARTS: usize = 50_000;

/// Reads one document.
pub(super) struct Reader<'a> {
    document: &'a Value,
    /// The references that are being read.
    open: Vec<&'a str>,
    path: String,
    depth: usize,
    parts: usize,
    /// Whether what contains itself may be cut, since a field around it is free-form.
    is_free: bool,
}

impl<'a> Reader<'a> {
    pub(super) const fn new(document: &'a Value) -> Self {
        Self {
            document,
            open: Vec::new(),
            path: String::new(),
            depth: 0,
            parts: 0,
            is_free: false,
        }
    }

    pub(super) fn read(&mut self, schema: &'a Value) -> Result<Structural, SchemaError> {
        self.parts += 1;
        self.depth += 1;
        if self.depth > MAX_DEPTH || self.parts > MAX_PARTS {
            return Err(self.error("the schema is too large"));
        }
        let read = match schema {
            Value::Bool(true) => Ok(Structural::open()),
            // What `#[serde(flatten)]` of an `Option` may be instead: nothing more.
            Value::Object(map) if map.is_empty() => Ok(Structural::default()),
            Value::Bool(false) => Err(self.error("the schema accepts no value")),
            Value::Object(map) => self.read_object(map),
            _ => Err(self.error("a schema must be an object or a boolean")),
        };
        self.depth -= 1;
        read
    }

    fn read_object(&mut self, schema: &'a Map<String, Value>) -> Result<Structural, SchemaError> {
        if let Some(keyword) = keywords::REFUSED
            .into_iter()
            .find(|k| schema.contains_key(*k))
        {
            return Err(self.error(format!("`{keyword}` has no form in a structural schema")));
        }
        let was_free = self.is_free;
        self.is_free |= schema.get(PRESERVE) == Some(&Value::Bool(true));
        let mut out = keywords::read(schema);
        self.read_fields(schema, &mut out)?;
        self.read_items(schema, &mut out)?;
        out.infer_kind();
        out = self.read_not(schema, out)?;
        out = self.read_reference(schema, out)?;
        for part in schemas(schema, "allOf") {
            let part = self.read(part)?;
            out = self.meet(out, part)?;
        }
        for (keyword, choice) in [("oneOf", Choice::One), ("anyOf", Choice::Any)] {
            if schema.contains_key(keyword) {
                let united = self.read_alternatives(schema, keyword, choice)?;
                let text = both_texts(&out, &united);
                out = self.meet(out, united)?;
                out.texts
                    .extend(text.map(|text| ("description".into(), text)));
            }
        }
        self.is_free = was_free;
        out.infer_kind();
        out.is_open = out.kinds.is_none();
        Ok(out)
    }

    fn read_alternatives(
        &mut self,
        schema: &'a Map<String, Value>,
        keyword: &str,
        choice: Choice,
    ) -> Result<Structural, SchemaError> {
        let alternatives = schemas(schema, keyword).map(|part| self.read(part));
        let alternatives: Vec<_> = alternatives.collect::<Result<_, _>>()?;
        unite(alternatives, choice).map_err(|error| error.below(&self.path))
    }

    fn read_fields(
        &mut self,
        schema: &'a Map<String, Value>,
        out: &mut Structural,
    ) -> Result<(), SchemaError> {
        let mut properties = Vec::new();
        for (name, property) in objects(schema, "properties") {
            let property = self.at(&dotted(&self.path, name), property)?;
            properties.push((name.clone(), property));
        }
        out.properties = properties.into_iter().collect();
        let mut rest = Vec::new();
        let path = format!("{}[*]", self.path);
        for keyword in ["additionalProperties", "unevaluatedProperties"] {
            if let Some(each) = schema
                .get(keyword)
                .filter(|each| **each != Value::Bool(false))
            {
                rest.push(self.at(&path, each)?);
            }
        }
        // Of a name that matches no pattern, schemars lets nothing be said.
        for (_, each) in objects(schema, "patternProperties") {
            rest.push(self.at(&path, each)?);
        }
        if !rest.is_empty() {
            let united = unite(rest, Choice::Any).map_err(|error| error.below(&path))?;
            out.additional = Some(Box::new(united));
        }
        Ok(())
    }

    fn read_items(
        &mut self,
        schema: &'a Map<String, Value>,
        out: &mut Structural,
    ) -> Result<(), SchemaError> {
        let path = format!("{}[*]", self.path);
        let mut items = Vec::new();
        for item in schemas(schema, "prefixItems").chain(schemas(schema, "items")) {
            items.push(self.at(&path, item)?);
        }
        if let Some(each @ (Value::Object(_) | Value::Bool(true))) = schema.get("items") {
            items.push(self.at(&path, each)?);
        }
        if items.is_empty() {
            return Ok(());
        }
        let items = unite(items, Choice::Any).map_err(|error| error.below(&path))?;
        let is_set = schema.get("uniqueItems") == Some(&Value::Bool(true));
        if is_set && items.is_scalar() {
            let list_type = out.extensions.entry(LIST_TYPE);
            list_type.or_insert_with(|| "set".into());
        }
        out.items = Some(Box::new(items));
        Ok(())
    }

    fn read_not(
        &mut self,
        schema: &'a Map<String, Value>,
        mut out: Structural,
    ) -> Result<Structural, SchemaError> {
        let Some(not) = schema.get("not") else {
            return Ok(out);
        };
        let inner = self.read(not)?;
        if inner.is_null() {
            out.nullable = false;
            return Ok(out);
        }
        // To widen what is refused would refuse values of the type.
        let is_exact =
            inner.properties.is_empty() && inner.items.is_none() && inner.additional.is_none();
        let mut narrowing = Narrowing::new();
        if let (true, Some(values)) = (is_exact, inner.values) {
            narrowing.insert("enum".into(), values.into());
        } else if is_exact && !inner.required.is_empty() {
            narrowing.insert("required".into(), names(inner.required.keys()));
        } else {
            return Err(self.error("only `enum`, `const` and `required` can stand within `not`"));
        }
        out.combinations.insert("not".into(), narrowing.into());
        Ok(out)
    }

    fn read_reference(
        &mut self,
        schema: &'a Map<String, Value>,
        out: Structural,
    ) -> Result<Structural, SchemaError> {
        let Some(reference) = schema.get("$ref").and_then(Value::as_str) else {
            return Ok(out);
        };
        if self.open.contains(&reference) || reference == "#" {
            if self.is_free {
                return Ok(self.cut(reference, out));
            }
            let name = reference.rsplit('/').next().unwrap_or(reference);
            return Err(self.error(format!(
                "`{name}` contains itself, which a structural schema cannot say; add \
                 #[schemars(extend(\"{PRESERVE}\" = true))] to a field on the way to let the server \
                 keep whatever stands here"
            )));
        }
        let Some(target) = references::resolve(self.document, reference) else {
            return Err(self.error(format!("`{reference}` names nothing")));
        };
        self.open.push(reference);
        let target = self.read(target);
        self.open.pop();
        self.meet(out, target?)
    }

    /// A free-form value of the type that a reference names.
    fn cut(&self, reference: &str, mut out: Structural) -> Structural {
        let target = references::resolve(self.document, reference).and_then(Value::as_object);
        if let Some(target) = target {
            let target = keywords::read(target);
            out.kinds = out.kinds.or(target.kinds);
        }
        out.extensions.insert(PRESERVE.into(), true.into());
        out
    }

    fn meet(&self, a: Structural, b: Structural) -> Result<Structural, SchemaError> {
        meet(a, b).map_err(|error| error.below(&self.path))
    }

    fn at(&mut self, path: &str, schema: &'a Value) -> Result<Structural, SchemaError> {
        let outer = std::mem::replace(&mut self.path, path.to_owned());
        let read = self.read(schema);
        self.path = outer;
        read
    }

    fn error(&self, problem: impl Into<String>) -> SchemaError {
        SchemaError::new(&self.path, problem)
    }
}

/// What is said of the whole and then of its alternatives.
fn both_texts(whole: &Structural, alternatives: &Structural) -> Option<Value> {
    let text = |schema: &Structural| Some(schema.texts.get("description")?.as_str()?.to_owned());
    let (whole, alternatives) = (text(whole)?, text(alternatives)?);
    Some(format!("{whole}\n\n{alternatives}").into())
}

/// The path of a field.
fn dotted(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

fn schemas<'a>(
    schema: &'a Map<String, Value>,
    keyword: &str,
) -> impl Iterator<Item = &'a Value> + use<'a> {
    let schemas = schema.get(keyword).and_then(Value::as_array);
    schemas.into_iter().flatten()
}

fn objects<'a>(
    schema: &'a Map<String, Value>,
    keyword: &str,
) -> impl Iterator<Item = (&'a String, &'a Value)> + use<'a> {
    let objects = schema.get(keyword).and_then(Value::as_object);
    objects.into_iter().flatten()
}
