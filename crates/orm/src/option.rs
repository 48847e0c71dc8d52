//! [`LoaderOption`]: `selectinload(User.posts).joinedload(Post.tags)`: how attributes along a path are loaded.

use std::any::Any;
use std::fmt;
use std::rc::Rc;

use ormlab_core::entity::StatementOption;
use ormlab_core::{Error, ErrorKind, Expr, Result};

use crate::comparator::RelationshipAttribute;
use crate::entity::MappedEntity;
use crate::property::Property;
use crate::relationship::Strategy;

/// `innerjoin=`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InnerJoin {
    Outer,
    /// Joined within the outer join that leads there.
    Nested,
    Unnested,
}

/// What is to be done at the end of a path.
#[derive(Clone, Debug, PartialEq)]
pub enum LoadAction {
    /// `joinedload` and its kin; without a strategy `defaultload`.
    Relationship {
        strategy: Option<Strategy>,
        innerjoin: Option<InnerJoin>,
        /// `contains_eager`: the statement joins it already.
        is_contained: bool,
        /// `recursion_depth=`; -1: without end.
        recursion_depth: Option<i32>,
    },
    /// `defer`, `undefer`.
    Column { deferred: bool, raiseload: bool },
    /// `undefer_group(name)`.
    Group(Rc<str>),
}

impl LoadAction {
    /// A strategy with nothing special.
    pub fn strategy(strategy: Strategy) -> LoadAction {
        LoadAction::Relationship {
            strategy: Some(strategy),
            innerjoin: None,
            is_contained: false,
            recursion_depth: None,
        }
    }

    /// `joinedload(…, innerjoin=…)`.
    pub fn joined(innerjoin: Option<InnerJoin>) -> LoadAction {
        LoadAction::Relationship {
            strategy: Some(Strategy::Joined),
            innerjoin,
            is_contained: false,
            recursion_depth: None,
        }
    }

    /// `contains_eager(…)`.
    pub fn contained() -> LoadAction {
        LoadAction::Relationship {
            strategy: Some(Strategy::Joined),
            innerjoin: None,
            is_contained: true,
            recursion_depth: None,
        }
    }

    /// `defaultload(…)`.
    pub fn default_load() -> LoadAction {
        LoadAction::Relationship {
            strategy: None,
            innerjoin: None,
            is_contained: false,
            recursion_depth: None,
        }
    }
}

/// What a step of a path names.
#[derive(Clone, Debug)]
pub enum StepTarget {
    Property(Property),
    /// `"*"`: all relationships.
    AnyRelationship,
    /// All columns: what `load_only` defers.
    AnyColumn,
}

/// One attribute of a path.
#[derive(Clone, Debug)]
pub struct Step {
    /// What it is an attribute of; `None`: of any root.
    pub entity: Option<Rc<MappedEntity>>,
    pub target: StepTarget,
    pub of_type: Option<Rc<MappedEntity>>,
    pub criteria: Vec<Expr>,
}

/// One thing to be done, at the end of one path.
#[derive(Debug)]
pub struct LoadElement {
    pub steps: Vec<Step>,
    pub action: LoadAction,
    /// As messages name it: `joinedload(Post.user)`.
    pub text: String,
}

/// A loader option; cheap to clone.
#[derive(Clone, Default)]
pub struct LoaderOption {
    path: Vec<Step>,
    pub(crate) elements: Vec<Rc<LoadElement>>,
}

impl fmt::Debug for LoaderOption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.elements.iter().map(|element| &element.text)).finish()
    }
}

impl StatementOption for LoaderOption {
    fn as_any(&self) -> &dyn Any {
        self
    }
}

impl LoaderOption {
    /// `joinedload(User.posts)` and its kin; `name` is that of the function.
    pub fn load(
        name: &str,
        attribute: &RelationshipAttribute,
        action: LoadAction,
    ) -> Result<LoaderOption> {
        LoaderOption::default().then(name, attribute, action)
    }

    /// `Load(entity)`.
    pub fn of(entity: &Rc<MappedEntity>) -> LoaderOption {
        let _ = entity;
        LoaderOption::default()
    }

    /// `….joinedload(Post.tags)`: one step further.
    pub fn then(
        mut self,
        name: &str,
        attribute: &RelationshipAttribute,
        action: LoadAction,
    ) -> Result<LoaderOption> {
        self.check_link(&attribute.entity, &attribute.property)?;
        self.path.push(Step {
            entity: Some(attribute.entity.clone()),
            target: StepTarget::Property(attribute.property.clone()),
            of_type: attribute.target.clone(),
            criteria: attribute.criteria.clone(),
        });
        self.add(action, format!("{name}({})", attribute.property));
        Ok(self)
    }

    /// `raiseload("*")` and its kin.
    #[must_use]
    pub fn wildcard(mut self, name: &str, action: LoadAction) -> LoaderOption {
        self.path.push(Step {
            entity: None,
            target: StepTarget::AnyRelationship,
            of_type: None,
            criteria: Vec::new(),
        });
        self.add(action, format!("{name}('*')"));
        self.path.pop();
        self
    }

    /// `defer(User.name)`, `undefer(User.name)`.
    pub fn column(
        mut self,
        name: &str,
        entity: &Rc<MappedEntity>,
        property: &Property,
        action: LoadAction,
    ) -> Result<LoaderOption> {
        self.check_link(entity, property)?;
        self.path.push(Step {
            entity: Some(entity.clone()),
            target: StepTarget::Property(property.clone()),
            of_type: None,
            criteria: Vec::new(),
        });
        self.add(action, format!("{name}({property})"));
        self.path.pop();
        Ok(self)
    }

    /// `load_only(User.name, …, raiseload=…)`.
    pub fn load_only(
        self,
        entity: &Rc<MappedEntity>,
        properties: &[Property],
        raiseload: bool,
    ) -> Result<LoaderOption> {
        let mut option = self;
        if let Some(first) = properties.first() {
            option.check_link(entity, first)?;
        }
        option.path.push(Step {
            entity: Some(entity.clone()),
            target: StepTarget::AnyColumn,
            of_type: None,
            criteria: Vec::new(),
        });
        option.add(LoadAction::Column { deferred: true, raiseload }, "load_only()".to_owned());
        option.path.pop();
        for property in properties {
            let keep = LoadAction::Column { deferred: false, raiseload: false };
            option = option.column("load_only", entity, property, keep)?;
        }
        Ok(option)
    }

    /// `undefer_group(name)` on the entity that the path has reached.
    #[must_use]
    pub fn undefer_group(mut self, name: &str) -> LoaderOption {
        self.path.push(Step {
            entity: None,
            target: StepTarget::AnyColumn,
            of_type: None,
            criteria: Vec::new(),
        });
        self.add(LoadAction::Group(name.into()), format!("undefer_group('{name}')"));
        self.path.pop();
        self
    }

    /// `defer("*")`, `undefer("*")`: all columns of the entity that the path has reached.
    #[must_use]
    pub fn all_columns(mut self, name: &str, action: LoadAction) -> LoaderOption {
        self.path.push(Step {
            entity: None,
            target: StepTarget::AnyColumn,
            of_type: None,
            criteria: Vec::new(),
        });
        self.add(action, format!("{name}('*')"));
        self.path.pop();
        self
    }

    /// `….options(load_only(…), joinedload(…))`: each goes on from here.
    pub fn options(mut self, others: &[LoaderOption]) -> Result<LoaderOption> {
        for element in others.iter().flat_map(|other| &other.elements) {
            if let Some(Step {
                entity: Some(entity), target: StepTarget::Property(property), ..
            }) = element.steps.first()
            {
                self.check_link(entity, property)?;
            }
            let steps = self.path.iter().chain(&element.steps).cloned().collect();
            self.elements.push(Rc::new(LoadElement {
                steps,
                action: element.action.clone(),
                text: element.text.clone(),
            }));
        }
        Ok(self)
    }

    fn add(&mut self, action: LoadAction, text: String) {
        self.elements.push(Rc::new(LoadElement { steps: self.path.clone(), action, text }));
    }

    /// Whether the attribute belongs to what the path leads to.
    fn check_link(&self, entity: &MappedEntity, property: &Property) -> Result<()> {
        let Some(Step { target: StepTarget::Property(last), of_type, .. }) = self.path.last()
        else {
            return Ok(());
        };
        last.parent().check_configure()?;
        let Some(relationship) = last.as_relationship() else { return Ok(()) };
        let target = match of_type {
            Some(target) => target.mapper.clone(),
            None => relationship.target()?,
        };
        let is_linked = entity.mapper.isa(&target) || target.isa(&entity.mapper);
        if is_linked {
            return Ok(());
        }
        Err(Error::argument(format!(
            "ORM mapped entity or attribute \"{property}\" does not link from relationship \"{last}\"."
        )))
    }
}

/// Loader functions for relationships, asked of a column.
pub fn wrong_kind(strategy: &str, property: &Property) -> Error {
    Error::new(
        ErrorKind::LoaderStrategy,
        format!(
            "Can't apply \"{strategy}\" strategy to property \"{property}\", which is a \"column property\"; this loader strategy is intended to be used with a \"relationship property\"."
        ),
    )
}

/// The options that concern one entity of a statement, each with the number of steps behind it.
#[derive(Clone, Debug, Default)]
pub struct Applying(pub(crate) Vec<(Rc<LoadElement>, usize)>);

/// What the options say of one relationship.
#[derive(Clone, Debug, Default)]
pub(crate) struct Said {
    pub(crate) action: Option<LoadAction>,
    pub(crate) of_type: Option<Rc<MappedEntity>>,
    pub(crate) criteria: Vec<Expr>,
    /// What goes on beyond it.
    pub(crate) beyond: Applying,
}

impl Applying {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The elements of the options of a statement that start at `entity`.
    pub(crate) fn at_root(options: &[Rc<dyn StatementOption>], entity: &MappedEntity) -> Applying {
        let loaders =
            options.iter().filter_map(|option| option.as_any().downcast_ref::<LoaderOption>());
        let elements = loaders.flat_map(|option| option.elements.iter());
        let applies = elements.filter(|element| starts_at(&element.steps[0], entity));
        Applying(applies.map(|element| (element.clone(), 0)).collect())
    }

    /// Without `"*"` of the statement itself, which holds where a statement starts and not within.
    pub(crate) fn within(&self) -> Applying {
        let starts = |element: &LoadElement| {
            element.steps.len() == 1
                && matches!(element.steps[0].target, StepTarget::AnyRelationship)
        };
        Applying(self.0.iter().filter(|(element, _)| !starts(element)).cloned().collect())
    }

    /// Says of a relationship that it loads lazily, unless something else is said.
    pub(crate) fn default_to_lazy(&mut self, property: &Property) {
        let step = Step {
            entity: None,
            target: StepTarget::Property(property.clone()),
            of_type: None,
            criteria: Vec::new(),
        };
        let element = LoadElement {
            steps: vec![step],
            action: LoadAction::strategy(Strategy::Lazy),
            text: format!("lazyload({property})"),
        };
        self.0.insert(0, (Rc::new(element), 0));
    }

    /// What is said of a relationship of the entity.
    pub(crate) fn relationship(&self, property: &Property) -> Said {
        let mut said = Said::default();
        let mut is_explicit = false;
        for (element, depth) in &self.0 {
            let step = &element.steps[*depth];
            let is_last = element.steps.len() == depth + 1;
            match &step.target {
                StepTarget::Property(named) if named == property => {
                    said.of_type = step.of_type.clone().or(said.of_type);
                    if !is_last {
                        said.beyond.0.push((element.clone(), depth + 1));
                        continue;
                    }
                    if said.criteria.is_empty() {
                        said.criteria.clone_from(&step.criteria);
                    }
                    let is_default =
                        matches!(element.action, LoadAction::Relationship { strategy: None, .. });
                    if !(is_default && said.action.is_some()) {
                        said.action = Some(element.action.clone());
                    }
                    is_explicit = true;
                }
                StepTarget::AnyRelationship => {
                    if is_last && !is_explicit {
                        said.action = Some(element.action.clone());
                    }
                    // A wildcard at the root holds for what is loaded beyond, too.
                    if step.entity.is_none() && *depth == 0 {
                        said.beyond.0.push((element.clone(), 0));
                    }
                }
                _ => {}
            }
        }
        if let Some(LoadAction::Relationship { recursion_depth: Some(depth), .. }) = &said.action {
            self.recurse(property, *depth, &mut said);
        }
        said
    }

    /// `recursion_depth=`: the same option again, one level less.
    fn recurse(&self, property: &Property, depth: i32, said: &mut Said) {
        if depth == 0 || depth == 1 {
            return;
        }
        let Some(LoadAction::Relationship { strategy, innerjoin, is_contained, .. }) =
            said.action.clone()
        else {
            return;
        };
        let next = if depth < 0 { depth } else { depth - 1 };
        let action = LoadAction::Relationship {
            strategy,
            innerjoin,
            is_contained,
            recursion_depth: Some(next),
        };
        let steps = vec![Step {
            entity: None,
            target: StepTarget::Property(property.clone()),
            of_type: None,
            criteria: Vec::new(),
        }];
        let text = "recursion".to_owned();
        said.beyond.0.push((Rc::new(LoadElement { steps, action, text }), 0));
    }

    /// Whether a column is left out, and whether reading it then raises.
    pub(crate) fn column(&self, property: &Property) -> (bool, bool) {
        let spec = property.as_column().map(|column| &column.spec);
        let mut deferred = spec.is_some_and(|spec| spec.deferred);
        let mut raises = spec.is_some_and(|spec| spec.raiseload);
        let mut is_explicit = false;
        for (element, depth) in &self.0 {
            if element.steps.len() != depth + 1 {
                continue;
            }
            match (&element.steps[*depth].target, &element.action) {
                (
                    StepTarget::Property(named),
                    LoadAction::Column { deferred: defer, raiseload },
                ) if named == property => {
                    (deferred, raises, is_explicit) = (*defer, *raiseload, true);
                }
                (StepTarget::AnyColumn, LoadAction::Column { deferred: defer, raiseload })
                    if !is_explicit =>
                {
                    (deferred, raises) = (*defer, *raiseload);
                }
                (StepTarget::AnyColumn, LoadAction::Group(name))
                    if spec.is_some_and(|spec| spec.group.as_ref() == Some(name)) =>
                {
                    (deferred, raises) = (false, false);
                }
                _ => {}
            }
        }
        (deferred, raises)
    }
}

fn starts_at(step: &Step, entity: &MappedEntity) -> bool {
    match &step.entity {
        None => true,
        Some(named) if named.is_aliased() || entity.is_aliased() => named.is(entity),
        Some(named) => entity.mapper.isa(&named.mapper) || named.mapper.isa(&entity.mapper),
    }
}

/// Refuses options that start at none of the entities of a statement.
pub(crate) fn check_roots(
    options: &[Rc<dyn StatementOption>],
    entities: &[Rc<MappedEntity>],
) -> Result<()> {
    let loaders =
        options.iter().filter_map(|option| option.as_any().downcast_ref::<LoaderOption>());
    let elements: Vec<&Rc<LoadElement>> =
        loaders.flat_map(|option| option.elements.iter()).collect();
    check_conflicts(&elements)?;
    for element in elements {
        let step = &element.steps[0];
        if entities.iter().any(|entity| starts_at(step, entity)) {
            continue;
        }
        let Some(named) = &step.entity else { continue };
        let Some(first) = entities.first() else {
            return Err(Error::argument(format!(
                "Query has only expression-based entities; attribute loader option {} can't be applied here.",
                element.text
            )));
        };
        let kind = if named.is_aliased() { "Aliased class" } else { "Class" };
        let named = named.describe_class();
        return Err(Error::argument(format!(
            "Mapped {} {named} referenced in option {} does not apply to any of the root entities in this query, e.g. {}. Please specify the full path from one of the root entities to the target attribute. ",
            kind.to_lowercase(),
            element.text,
            first.describe_class(),
        )));
    }
    Ok(())
}

/// Refuses two strategies for one path.
fn check_conflicts(elements: &[&Rc<LoadElement>]) -> Result<()> {
    for (index, later) in elements.iter().enumerate() {
        for earlier in &elements[..index] {
            let are_strategies = [later, earlier].iter().all(|element| {
                matches!(element.action, LoadAction::Relationship { strategy: Some(_), .. })
            });
            if are_strategies && later.action != earlier.action && same_path(later, earlier) {
                return Err(Error::invalid_request(format!(
                    "Loader strategy replacement {} is in conflict with existing strategy {}",
                    later.text, earlier.text
                )));
            }
        }
    }
    Ok(())
}

fn same_path(a: &LoadElement, b: &LoadElement) -> bool {
    let same_step = |(a, b): (&Step, &Step)| {
        let same_entity = match (&a.entity, &b.entity) {
            (Some(a), Some(b)) => a.is(b),
            (a, b) => a.is_none() && b.is_none(),
        };
        let same_target = match (&a.target, &b.target) {
            (StepTarget::Property(a), StepTarget::Property(b)) => a == b,
            _ => false,
        };
        same_entity && same_target
    };
    a.steps.len() == b.steps.len() && a.steps.iter().zip(&b.steps).all(same_step)
}
