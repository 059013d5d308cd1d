//! Fixtures of Alice for Doctrine: `App\Entity\User: { user_1: { email: … } }`. The keys are properties of the entity.

use super::{Consumer, Given, Named, Teller, Worth, is_yaml};
use crate::lang::data::Value;
use crate::model::query::Access;
use crate::orm::{AttributeKind, naming};

/// The entry of [`super::CONSUMERS`].
pub const ALICE: Consumer = Consumer {
    name: "alice",
    claims: |path| is_yaml(path) && path.to_ascii_lowercase().contains("fixture"),
    marks: &["\\"],
    read,
};

fn read(documents: &[Value], teller: &mut Teller<'_>) {
    for (class, rows) in documents.iter().flat_map(Value::entries).filter(|(key, _)| key.value.contains('\\')) {
        let model = class.value.rsplit('\\').next().unwrap_or_default().split([' ', '(']).next().unwrap_or_default();
        let is = |mapping: &&crate::orm::Mapping| mapping.model == model && mapping.used_in.contains(&"php");
        let Some(mapping) = teller.known.mappings.iter().find(is) else { continue };
        let Some(table) = &mapping.table else { continue };
        let how = format!("a fixture makes rows of `{model}`, which stand in `{}`", table.name);
        let column = |name: &str| match mapping.attributes.iter().find(|one| one.name == name) {
            Some(one) => {
                matches!(one.kind, AttributeKind::Column | AttributeKind::Relation).then(|| one.column.clone())
            }
            // A property that is no longer declared had the column of its name.
            None => Some(naming::snake(name)),
        };
        let keys = rows.entries().iter().flat_map(|(_, row)| row.entries());
        let given: Vec<Given> = keys
            .filter_map(|(key, _)| {
                let name = column(key.value.split(' ').next()?)?;
                Some(Given { name, range: key.range.clone(), access: Access::Write })
            })
            .collect();
        let named = Named { name: table.clone(), range: class.range.clone() };
        teller.columns(&named, given, &how, Worth::Likely);
    }
}
