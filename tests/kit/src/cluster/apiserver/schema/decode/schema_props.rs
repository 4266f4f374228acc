use serde_json::{Map, Value};

use super::super::builtin;
use super::{Decoder, Target, normalize};
use crate::cluster::apiserver::json::{DEEPEST_KEPT, Json, StrictErrors, Token};

impl<'a> Decoder<'a> {
    /// What has no shape of its own: the schemas in a CRD, which contain themselves, and what is
    /// kept as it was written.
    pub(super) fn open(
        &mut self,
        go_type: &str,
        json: Json<'a>,
        slot: &mut Value,
    ) -> Result<(), String> {
        match go_type {
            "v1.JSONSchemaProps" => self.schema_props(json, slot),
            "v1.JSONSchemaPropsOrBool" => match json.token() {
                Token::Object => self.apart(json, slot),
                Token::Boolean(allowed) => {
                    *slot = Value::Bool(*allowed);
                    Ok(())
                }
                _ => Err("boolean or JSON schema expected".to_owned()),
            },
            "v1.JSONSchemaPropsOrArray" => match json.token() {
                Token::Object => self.apart(json, slot),
                Token::List => {
                    let mut schemas = Vec::new();
                    for item in json.items() {
                        let mut schema = Value::Null;
                        self.apart(item, &mut schema)?;
                        schemas.push(schema);
                    }
                    *slot = Value::Array(schemas);
                    Ok(())
                }
                _ => {
                    *slot = Value::Null;
                    Ok(())
                }
            },
            _ => {
                *slot = json.to_value(&mut StrictErrors::default())?;
                Ok(())
            }
        }
    }

    fn schema_props(&mut self, json: Json<'a>, slot: &mut Value) -> Result<(), String> {
        if self.fields.len() > DEEPEST_KEPT {
            return Err("exceeded max depth".to_owned());
        }
        if !slot.is_object() {
            *slot = Value::Object(Map::new());
        }
        let schema = builtin::schema_props();
        let target = Target {
            schema,
            go_type: "v1.JSONSchemaProps",
            pointer: false,
        };
        self.value(target, json, slot)?;
        normalize(schema, slot);
        Ok(())
    }

    /// Go decodes these on the side: it does not complain about unknown fields there, takes the
    /// first wrong type for something it cannot read, and names the struct outside.
    fn apart(&mut self, json: Json<'a>, slot: &mut Value) -> Result<(), String> {
        let mut decoder = Decoder {
            structure: self.structure,
            fields: self.fields.clone(),
            apart: true,
            ..Decoder::default()
        };
        decoder.schema_props(json, slot)?;
        decoder.error.map_or(Ok(()), Err)
    }
}
