//! From classes and attributes to tables and columns.

use std::rc::Rc;

use ormlab_core::dml::{Assignments, DmlBase, DmlKey, MultiRow};
use ormlab_core::select::SelectItem;
use ormlab_core::{Error, FromClause, Result, Statement};

use super::subject;
use crate::entity::MappedEntity;
use crate::mapper::Mapper;
use crate::property::PropertyKind;

/// The statement over tables that an INSERT, UPDATE or DELETE over mapped classes means.
pub(crate) fn lower(statement: &Statement) -> Result<Statement> {
    Ok(match statement {
        Statement::Insert(insert) => {
            let mapper = subject(&insert.base);
            let mut insert = insert.clone();
            let data = insert.data_mut();
            lower_base(&mut data.base)?;
            if let Some(mapper) = &mapper {
                data.values = data.values.as_ref().map(|v| assignments(mapper, v)).transpose()?;
                for rows in &mut data.multi_values {
                    rows.iter_mut().try_for_each(|row| lower_row(mapper, row))?;
                }
                for name in &mut data.select_names {
                    *name = key(mapper, name)?;
                }
            }
            insert.into()
        }
        Statement::Update(update) => {
            let mapper = subject(&update.base);
            let mut update = update.clone();
            let data = update.data_mut();
            lower_base(&mut data.base)?;
            if let Some(mapper) = &mapper {
                data.values = data.values.as_ref().map(|v| assignments(mapper, v)).transpose()?;
            }
            update.into()
        }
        Statement::Delete(delete) => {
            let mut delete = delete.clone();
            let data = delete.data_mut();
            lower_base(&mut data.base)?;
            for from in &mut data.extra_froms {
                *from = lower_from(from)?;
            }
            delete.into()
        }
        other => other.clone(),
    })
}

fn lower_from(from: &FromClause) -> Result<FromClause> {
    match from {
        FromClause::Entity(entity) => entity.selectable(),
        other => Ok(other.clone()),
    }
}

fn lower_base(base: &mut DmlBase) -> Result<()> {
    if let FromClause::Entity(entity) = &base.table
        && let Some(entity) = entity.as_any().downcast_ref::<MappedEntity>()
    {
        entity.mapper.check_configure()?;
    }
    base.table = lower_from(&base.table)?;
    let mut returning = Vec::new();
    for item in &base.returning {
        match item {
            SelectItem::Entity(entity) | SelectItem::From(FromClause::Entity(entity)) => {
                returning.extend(entity.columns()?.into_iter().map(SelectItem::Expr));
            }
            other => returning.push(other.clone()),
        }
    }
    base.returning = returning;
    base.is_lowered = true;
    Ok(())
}

fn lower_row(mapper: &Mapper, row: &mut MultiRow) -> Result<()> {
    if let MultiRow::Named(pairs) = row {
        for (name, _) in pairs {
            *name = key(mapper, name)?;
        }
    }
    Ok(())
}

fn assignments(mapper: &Mapper, given: &Assignments) -> Result<Assignments> {
    given.iter().map(|(name, value)| Ok((key(mapper, name)?, value.clone()))).collect()
}

/// The column that an attribute is stored in; a name that is no attribute may be that of a column.
fn key(mapper: &Mapper, name: &DmlKey) -> Result<DmlKey> {
    let DmlKey::Name(name) = name else {
        return Ok(match name.as_column() {
            Some(column) => DmlKey::from(column),
            None => name.clone(),
        });
    };
    Ok(match column_of(mapper, name)? {
        Some(column) => DmlKey::from(&column),
        None => DmlKey::Name(name.clone()),
    })
}

/// The column of an attribute, through synonyms.
pub(super) fn column_of(mapper: &Mapper, name: &Rc<str>) -> Result<Option<ormlab_core::Column>> {
    let Some(property) = mapper.property(name) else { return Ok(None) };
    match &property.kind {
        PropertyKind::Column(column) => Ok(column.column().cloned()),
        PropertyKind::Synonym(other) => column_of(mapper, other),
        PropertyKind::Relationship(_) => Err(Error::not_implemented(format!(
            "assigning the relationship '{property}' in a statement"
        ))),
    }
}
