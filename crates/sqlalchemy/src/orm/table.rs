//! The names that each module of the ORM has.

/// Modules and their names, separated by spaces.
pub(super) const MODULES: &[(&str, &str)] = &[
    (
        "sqlalchemy.orm",
        "AliasOption AppenderQuery AttributeEventToken AttributeEvents AttributeState Bundle \
         CascadeOptions ClassManager ColumnProperty Composite CompositeProperty DeclarativeBase \
         DeclarativeBaseNoMeta DeclarativeMeta DictBundle DynamicMapped EXT_CONTINUE EXT_SKIP \
         EXT_STOP FromStatement IdentityMap InspectionAttr InspectionAttrExtensionType \
         InspectionAttrInfo InstanceEvents InstanceState InstrumentationEvents \
         InstrumentedAttribute KeyFuncDict Load LoaderCallableStatus LoaderCriteriaOption \
         MANYTOMANY MANYTOONE Mapped MappedAsDataclass MappedClassProtocol MappedCollection \
         MappedColumn MappedSQLExpression Mapper MapperEvents MapperProperty NO_KEY NO_VALUE \
         NotExtension ONETOMANY ORMDescriptor ORMExecuteState PassiveFlag PropComparator Query \
         QueryContext QueryEvents QueryPropertyDescriptor QueryableAttribute RegistryEvents \
         Relationship RelationshipDirection RelationshipProperty SQLORMExpression Session \
         SessionEvents SessionTransaction SessionTransactionOrigin Synonym SynonymProperty \
         TypeResolve UOWTransaction Unmapped UserDefinedOption WriteOnlyCollection WriteOnlyMapped \
         add_mapped_attribute aliased as_declarative as_typed_table attribute_keyed_dict \
         attribute_mapped_collection backref class_mapper clear_mappers close_all_sessions \
         column_keyed_dict column_mapped_collection column_property composite configure_mappers \
         contains_alias contains_eager create_session declarative_base declarative_mixin \
         declared_attr defaultload defer deferred dynamic_loader foreign has_inherited_table \
         immediateload join joinedload keyfunc_mapping lazyload load_only make_transient \
         make_transient_to_detached mapped_as_dataclass mapped_collection mapped_column mapper \
         merge_frozen_result merge_result noload object_mapper object_session orm_insert_sentinel \
         outerjoin polymorphic_union query_expression raiseload reconstructor registry relationship \
         remote scoped_session selectin_polymorphic selectinload sessionmaker subqueryload synonym \
         synonym_for undefer undefer_group unmapped_column unmapped_dataclass validates was_deleted \
         with_expression with_loader_criteria with_parent with_polymorphic",
    ),
    (
        "sqlalchemy.orm.exc",
        "ConcurrentModificationError DetachedInstanceError FlushError LoaderStrategyException \
         MappedAnnotationError MultipleResultsFound NO_STATE NoResultFound ObjectDeletedError \
         ObjectDereferencedError StaleDataError UnmappedClassError UnmappedColumnError \
         UnmappedError UnmappedInstanceError",
    ),
    (
        "sqlalchemy.orm.session",
        "Session sessionmaker SessionTransaction SessionTransactionOrigin ORMExecuteState \
         close_all_sessions make_transient make_transient_to_detached object_session",
    ),
    (
        "sqlalchemy.orm.attributes",
        "InstrumentedAttribute QueryableAttribute History NO_VALUE NEVER_SET PASSIVE_OFF \
         PASSIVE_NO_INITIALIZE PASSIVE_NO_FETCH flag_modified flag_dirty get_history set_attribute \
         get_attribute del_attribute set_committed_value instance_state instance_dict \
         init_collection AttributeEventToken Event",
    ),
    (
        "sqlalchemy.orm.collections",
        "InstrumentedList InstrumentedSet InstrumentedDict attribute_keyed_dict \
         attribute_mapped_collection column_keyed_dict column_mapped_collection keyfunc_mapping \
         mapped_collection KeyFuncDict MappedCollection collection collection_adapter bulk_replace",
    ),
    ("sqlalchemy.orm.query", "Query Bundle aliased"),
    (
        "sqlalchemy.orm.decl_api",
        "DeclarativeBase DeclarativeBaseNoMeta DeclarativeMeta MappedAsDataclass registry \
         declarative_base declared_attr declarative_mixin as_declarative has_inherited_table \
         synonym_for",
    ),
    (
        "sqlalchemy.orm.interfaces",
        "MANYTOONE MANYTOMANY ONETOMANY MapperProperty LoaderOption ORMOption UserDefinedOption \
         PropComparator InspectionAttr EXT_CONTINUE EXT_STOP EXT_SKIP NOT_EXTENSION",
    ),
    (
        "sqlalchemy.orm.mapper",
        "Mapper configure_mappers class_mapper object_mapper validates reconstructor",
    ),
    ("sqlalchemy.orm.relationships", "Relationship RelationshipProperty foreign remote"),
    (
        "sqlalchemy.orm.properties",
        "ColumnProperty MappedColumn Mapped mapped_column Relationship RelationshipProperty Synonym \
         SynonymProperty Composite CompositeProperty",
    ),
    ("sqlalchemy.orm.scoping", "scoped_session QueryPropertyDescriptor"),
    ("sqlalchemy.orm.state", "InstanceState AttributeState"),
    (
        "sqlalchemy.orm.strategy_options",
        "Load joinedload selectinload subqueryload lazyload immediateload noload raiseload \
         contains_eager defaultload load_only defer undefer undefer_group with_expression \
         selectin_polymorphic",
    ),
    (
        "sqlalchemy.orm.util",
        "AliasedClass AliasedInsp Bundle aliased with_parent with_loader_criteria with_polymorphic \
         identity_key join outerjoin object_mapper class_mapper was_deleted CascadeOptions \
         polymorphic_union",
    ),
    (
        "sqlalchemy.ext.declarative",
        "declarative_base declared_attr as_declarative has_inherited_table synonym_for \
         DeclarativeMeta ConcreteBase AbstractConcreteBase DeferredReflection",
    ),
    (
        "sqlalchemy.ext.hybrid",
        "hybrid_property hybrid_method Comparator ExprComparator HybridExtensionType",
    ),
    (
        "sqlalchemy.ext.associationproxy",
        "association_proxy AssociationProxy AssociationProxyInstance AssociationProxyExtensionType",
    ),
    (
        "sqlalchemy.ext.mutable",
        "Mutable MutableBase MutableComposite MutableDict MutableList MutableSet",
    ),
    (
        "sqlalchemy.ext.orderinglist",
        "ordering_list count_from_0 count_from_1 count_from_n_factory OrderingList",
    ),
    (
        "sqlalchemy.ext.asyncio",
        "create_async_engine AsyncSession AsyncEngine AsyncConnection AsyncTransaction \
         async_sessionmaker async_scoped_session AsyncAttrs async_session async_engine_from_config \
         AsyncResult AsyncScalarResult",
    ),
    ("sqlalchemy.ext.automap", "automap_base AutomapBase"),
];
