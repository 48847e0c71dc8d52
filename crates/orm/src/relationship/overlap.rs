//! The warning about two relationships that write different columns, or the same twice, into one.

use super::Relationship;
use crate::mapper::Mapper;
use crate::property::Property;

/// Every relationship configured so far that writes into `column`, with the column it copies.
fn writers(mapper: &Mapper, column: &ormlab_core::Column) -> Vec<(Property, ormlab_core::Column)> {
    let mut found = Vec::new();
    let Some(registry) = mapper.registry() else { return found };
    for mapper in registry.mappers() {
        for property in mapper.relationships() {
            let Some(relationship) = property.as_relationship() else { continue };
            let Some(resolved) = relationship.resolved.get() else { continue };
            if relationship.spec.viewonly || property.parent() != mapper {
                continue;
            }
            let pairs =
                resolved.synchronize_pairs.iter().chain(&resolved.secondary_synchronize_pairs);
            for (from, to) in pairs {
                if to == column {
                    found.push((property.clone(), from.clone()));
                }
            }
        }
    }
    found
}

fn is_silenced(a: &Property, b: &Property) -> bool {
    let (Some(x), Some(y)) = (a.as_relationship(), b.as_relationship()) else { return true };
    x.reverse().contains(b)
        || y.reverse().contains(a)
        || names_each_other(x, y, a, b)
        || (a.key == b.key && a.parent().common_parent(&b.parent()))
}

fn names_each_other(x: &Relationship, y: &Relationship, a: &Property, b: &Property) -> bool {
    x.spec.overlaps.contains(&b.key)
        || y.spec.overlaps.contains(&a.key)
        || x.spec.overlaps.iter().chain(&y.spec.overlaps).any(|name| &**name == "__*")
}

/// Warns where `property` writes into a column that another relationship writes into.
pub(crate) fn check(property: &Property) {
    let Some(relationship) = property.as_relationship() else { return };
    let Some(resolved) = relationship.resolved.get() else { return };
    if relationship.spec.viewonly {
        return;
    }
    let parent = property.parent();
    for (from, to) in resolved.synchronize_pairs.iter().chain(&resolved.secondary_synchronize_pairs)
    {
        let mut others = writers(&parent, to);
        others.retain(|(other, _)| other != property && !is_silenced(property, other));
        if others.is_empty() {
            continue;
        }
        let column = crate::text::column_text;
        let mut names: Vec<String> = others
            .iter()
            .map(|(other, copied)| {
                format!("'{other}' (copies {} to {})", column(copied), column(to))
            })
            .collect();
        names.sort();
        let mut keys: Vec<&str> = others.iter().map(|(other, _)| &*other.key).collect();
        keys.sort_unstable();
        let message = format!(
            "relationship '{property}' will copy column {} to column {}, which conflicts with relationship(s): {}. If this is not the intention, consider if these relationships should be linked with back_populates, or if viewonly=True should be applied to one or more if they are read-only. For the less common case that foreign key constraints are partially overlapping, the orm.foreign() annotation can be used to isolate the columns that should be written towards.   To silence this warning, add the parameter 'overlaps=\"{}\"' to the '{property}' relationship.",
            column(from),
            column(to),
            names.join(", "),
            keys.join(","),
        );
        if let Some(registry) = parent.registry() {
            registry.warn(message, Some("qzyx"));
        }
    }
}
