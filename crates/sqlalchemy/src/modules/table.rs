//! The names that each module of the real library has, so that one that is missing here can say so.

/// Modules and their names, separated by spaces.
pub(super) const MODULES: &[(&str, &str)] = &[
    (
        "sqlalchemy",
        "ARRAY AdaptedConnection AggregateOrderBy Alias AliasedReturnsRows AssertionPool \
         AsyncAdaptedQueuePool BIGINT BINARY BLANK_SCHEMA BLOB BOOLEAN BaseDDLElement BaseRow \
         BigInteger BinaryExpression BindParameter BindTyping Boolean BooleanClauseList CHAR \
         CLOB CTE CacheKey Case Cast CheckConstraint CheckFirst ChunkedIteratorResult \
         ClauseElement ClauseList CollectionAggregate Column ColumnClause ColumnCollection \
         ColumnDefault ColumnElement ColumnExpressionArgument ColumnOperators Compiled \
         CompoundSelect Computed Connection Constraint CreateEnginePlugin CreateTable \
         CreateTableAs CreateView CursorResult DATE DATETIME DDL DDLElement DECIMAL DOUBLE \
         DOUBLE_PRECISION Date DateTime DefaultClause Delete Dialect Double DropTable \
         DropView Engine Enum ExceptionContext Executable ExecutableDDLElement \
         ExecutionContext Exists Extract FLOAT False_ FetchedValue Float ForeignKey \
         ForeignKeyConstraint ForeignKeyTarget FrameClause FrameClauseType FromClause \
         FromGrouping FrozenResult Function FunctionElement FunctionFilter GenerativeSelect \
         Grouping HasCTE HasPrefixes HasSuffixes INT INTEGER Identity Index Insert Inspector \
         Integer Interval IteratorResult JSON Join LABEL_STYLE_DEFAULT \
         LABEL_STYLE_DISAMBIGUATE_ONLY LABEL_STYLE_NONE LABEL_STYLE_TABLENAME_PLUS_COL Label \
         LambdaElement LargeBinary Lateral MappingResult MergedResult MetaData NCHAR NUMERIC \
         NVARCHAR Named NestedTransaction NotNullable Null NullPool Nullable Numeric \
         NumericCommon Operators OrderByList Over PickleType Pool PoolProxiedConnection \
         PoolResetState PrimaryKeyConstraint QueuePool REAL ReleaseSavepointClause Result \
         ResultProxy ReturnsRows RollbackToSavepointClause RootTransaction Row RowMapping \
         SMALLINT SQLColumnExpression SavepointClause ScalarResult ScalarSelect Select \
         SelectBase SelectLabelStyle Selectable Sequence SingletonThreadPool SmallInteger \
         StatementLambdaElement StaticPool String Subquery TEXT TIME TIMESTAMP TString Table \
         TableClause TableSample TableValuedAlias TableValuedColumn Text TextAsFrom \
         TextClause TextualSelect Time Transaction True_ TryCast TupleType \
         TwoPhaseTransaction TypeClause TypeCoerce TypeCompiler TypeDecorator TypedColumns \
         URL UUID UnaryExpression Unicode UnicodeText UniqueConstraint Update UpdateBase Uuid \
         VARBINARY VARCHAR Values ValuesBase Visitable WithinGroup aggregate_order_by alias \
         all_ and_ any_ asc between bindparam bitwise_not case cast collate column \
         create_engine create_mock_engine create_pool_from_url cte custom_op delete desc \
         distinct engine_from_config except_ except_all exists extract false from_dml_column \
         func funcfilter insert insert_sentinel inspect intersect intersect_all join label \
         lambda_stmt lateral literal literal_column make_url not_ null nulls_first nulls_last \
         nullsfirst nullslast or_ outerjoin outparam over quoted_name result_tuple select \
         table tablesample text true try_cast tstring tuple_ type_coerce union union_all \
         update values within_group",
    ),
    (
        "sqlalchemy.exc",
        "AmbiguousColumnError AmbiguousForeignKeysError ArgumentError AwaitRequired \
         Base20DeprecationWarning CircularDependencyError CompileError \
         ConstraintColumnNotFoundError DBAPIError DataError DatabaseError DisconnectionError \
         DontWrapMixin DuplicateColumnError EmulatedDBAPIException HasDescriptionCode \
         IdentifierError IllegalStateChangeError IntegrityError InterfaceError InternalError \
         InvalidRequestError InvalidatePoolError LegacyAPIWarning MissingGreenlet \
         MovedIn20Warning MultipleResultsFound NoDBAPILoaded NoForeignKeysError \
         NoInspectionAvailable NoReferenceError NoReferencedColumnError \
         NoReferencedTableError NoResultFound NoSuchColumnError NoSuchModuleError \
         NoSuchTableError NotSupportedError ObjectNotExecutableError OperationalError \
         PendingRollbackError ProgrammingError ResourceClosedError SADeprecationWarning \
         SAPendingDeprecationWarning SATestSuiteWarning SAWarning SQLAlchemyError \
         StatementError TimeoutError UnboundExecutionError UnreflectableTableError \
         UnsupportedCompilationError",
    ),
    (
        "sqlalchemy.types",
        "ARRAY BIGINT BINARY BLOB BOOLEAN BigInteger Boolean CHAR CLOB Concatenable DATE \
         DATETIME DECIMAL DOUBLE DOUBLE_PRECISION Date DateTime Double Enum ExternalType \
         FLOAT Float INT INTEGER Indexable Integer Interval JSON LargeBinary MatchType NCHAR \
         NULLTYPE NUMERIC NVARCHAR NullType Numeric NumericCommon OperatorClass PickleType \
         REAL SMALLINT STRINGTYPE SchemaType SmallInteger String TEXT TIME TIMESTAMP Text \
         Time TupleType TypeDecorator TypeEngine UUID Unicode UnicodeText UserDefinedType \
         Uuid VARBINARY VARCHAR Variant adapt_type to_instance",
    ),
    (
        "sqlalchemy.schema",
        "AddConstraint BLANK_SCHEMA BaseDDLElement CheckConstraint CheckFirst Column \
         ColumnCollectionConstraint ColumnCollectionMixin ColumnDefault Computed Constraint \
         CreateColumn CreateIndex CreateSchema CreateSequence CreateTable CreateTableAs \
         CreateView DDL DDLElement DefaultClause DefaultGenerator DropColumnComment \
         DropConstraint DropConstraintComment DropIndex DropSchema DropSequence DropTable \
         DropTableComment DropView ExecutableDDLElement FetchedValue ForeignKey \
         ForeignKeyConstraint ForeignKeyTarget HasConditionalDDL Identity Index InvokeDDLBase \
         MetaData Named PrimaryKeyConstraint SchemaConst SchemaItem SchemaVisitable \
         SchemaVisitor Sequence SetColumnComment SetConstraintComment SetTableComment Table \
         TypedColumns UniqueConstraint conv insert_sentinel sort_tables \
         sort_tables_and_constraints",
    ),
    (
        "sqlalchemy.sql",
        "Alias BaseDDLElement COLLECT_CARTESIAN_PRODUCTS CheckFirst ClauseElement \
         ClauseVisitor ColumnCollection ColumnElement ColumnExpressionArgument CompoundSelect \
         DDL DDLElement Delete Executable ExecutableDDLElement ExecutableStatement \
         FROM_LINTING False_ FromClause Insert Join LABEL_STYLE_DEFAULT \
         LABEL_STYLE_DISAMBIGUATE_ONLY LABEL_STYLE_NONE LABEL_STYLE_TABLENAME_PLUS_COL \
         LambdaElement NO_LINTING NotNullable Nullable SQLColumnExpression Select \
         SelectLabelStyle Selectable StatementLambdaElement Subquery SyntaxExtension TString \
         TableClause TableSample TableValuedAlias TableValuedColumn TextClause True_ Update \
         Values WARN_LINTING WriteableColumnCollection aggregate_order_by alias all_ and_ \
         any_ asc between bindparam case cast collate column cte delete desc distinct except_ \
         except_all exists extract false from_dml_column func funcfilter insert intersect \
         intersect_all join label lambda_stmt lateral literal literal_column not_ null \
         nulls_first nulls_last nullsfirst nullslast or_ outerjoin outparam over quoted_name \
         select table tablesample text true try_cast tstring tuple_ type_coerce union \
         union_all update values within_group",
    ),
    (
        "sqlalchemy.sql.expression",
        "AggregateOrderBy Alias AliasedReturnsRows BinaryExpression BindParameter \
         BooleanClauseList CTE CacheKey Case Cast ClauseElement ClauseList \
         CollectionAggregate ColumnClause ColumnCollection ColumnElement \
         ColumnExpressionArgument ColumnOperators CompoundSelect DMLTargetCopy Delete \
         Executable ExecutableStatement Exists ExpressionClauseList Extract False_ \
         FrameClause FrameClauseType FromClause FromGrouping Function FunctionElement \
         FunctionFilter GenerativeSelect Grouping HasCTE HasPrefixes HasSuffixes Insert Join \
         LABEL_STYLE_DEFAULT LABEL_STYLE_DISAMBIGUATE_ONLY LABEL_STYLE_NONE \
         LABEL_STYLE_TABLENAME_PLUS_COL Label LambdaElement Lateral Null OperatorClass \
         Operators OrderByList Over ReleaseSavepointClause ReturnsRows \
         RollbackToSavepointClause SQLColumnExpression SavepointClause ScalarSelect \
         ScalarValues Select SelectBase SelectLabelStyle Selectable StatementLambdaElement \
         Subquery TString TableClause TableSample TableValuedAlias TableValuedColumn \
         TextAsFrom TextClause TextualSelect True_ TryCast TypeClause TypeCoerce \
         UnaryExpression Update UpdateBase Values ValuesBase Visitable WithinGroup \
         WriteableColumnCollection aggregate_order_by alias all_ and_ any_ asc between \
         bindparam bitwise_not case cast collate column cte custom_op delete desc distinct \
         except_ except_all exists extract false from_dml_column func funcfilter insert \
         intersect intersect_all join label lambda_stmt lateral literal literal_column \
         modifier not_ null nulls_first nulls_last nullsfirst nullslast or_ outerjoin \
         outparam over quoted_name select table tablesample text true try_cast tstring tuple_ \
         type_coerce union union_all update values within_group",
    ),
    (
        "sqlalchemy.sql.functions",
        "AggregateOrderBy AnsiFunction BinaryExpression BindParameter Cast ClauseList \
         CollectionAggregateFunction ColumnCollection ColumnElement ExecutableStatement \
         Extract FromClause Function FunctionAsBinary FunctionElement FunctionFilter \
         Generative GenericFunction Grouping HasMemoized InternalTraversal NamedColumn \
         OrderedSetAgg Over ReadOnlyColumnCollection ReturnTypeFromArgs \
         ReturnTypeFromOptionalArgs ScalarFunctionColumn Select Sequence TableValueType \
         TableValuedAlias TypeEngine WithinGroup WriteableColumnCollection aggregate_strings \
         all_ any_ array_agg cast char_length coalesce concat count cube cume_dist \
         current_date current_time current_timestamp current_user dense_rank func \
         grouping_sets is_table_value_type literal_column localtime localtimestamp max min \
         mode modifier next_value now percent_rank percentile_cont percentile_disc pow random \
         rank register_function rollup session_user some sum sysdate user",
    ),
    (
        "sqlalchemy.event",
        "CANCEL EventTarget Events NO_RETVAL RefCollection contains dispatcher listen \
         listens_for remove",
    ),
    (
        "sqlalchemy.engine",
        "AdaptedConnection BaseRow BindTyping ChunkedIteratorResult Compiled ConnectArgsType \
         Connectable Connection ConnectionEventsTarget CreateEnginePlugin CursorResult \
         Dialect Engine ExceptionContext ExecutionContext FilterResult FrozenResult Inspector \
         IteratorResult MappingResult MergedResult NestedTransaction ObjectKind ObjectScope \
         Result ResultProxy RootTransaction Row RowMapping ScalarResult Transaction \
         TupleResult TwoPhaseTransaction TypeCompiler URL connection_memoize create_engine \
         create_mock_engine create_pool_from_url engine_from_config make_url result_tuple",
    ),
    ("sqlalchemy.engine.url", "Dialect Sequence URL cast make_url"),
    (
        "sqlalchemy.pool",
        "AssertionPool AsyncAdaptedQueuePool ConnectionPoolEntry ManagesConnection NullPool \
         Pool PoolProxiedConnection PoolResetState QueuePool SingletonThreadPool StaticPool \
         reset_commit reset_none reset_rollback",
    ),
    ("sqlalchemy.inspection", "Inspectable inspect"),
    (
        "sqlalchemy.sql.elements",
        "AbstractTextClause AggregateOrderBy Annotated AnnotatedColumnElement AsBoolean \
         BinaryExpression BindParameter BooleanClauseList Case Cast ClauseElement ClauseList \
         CollationClause CollectionAggregate ColumnClause ColumnElement ColumnOperators \
         CompilerColumnElement CompilerElement DMLTargetCopy DQLDMLClauseElement Decimal \
         ElementList Enum Executable ExecutableStatement ExpressionClauseList \
         ExternallyTraversible Extract False_ FrameClause FrameClauseType FunctionFilter \
         Generative GroupedElement Grouping HasCopyInternals HasMemoized \
         HasMemoized_ro_memoized_attribute Immutable IndexExpression InternalTraversal \
         KeyedColumnElement Label MemoizedHasCacheKey NO_ARG NO_CACHE NamedColumn Null \
         OperatorClass OperatorExpression OrderByList Over ReleaseSavepointClause \
         RollbackToSavepointClause SQLColumnExpression SQLCoreOperations SavepointClause \
         Sequence SingletonConstant Slice SupportsWrappingAnnotations TString \
         TableValuedColumn Template TextClause True_ TryCast TypeClause TypeCoerce \
         UnaryExpression Visitable WithinGroup WrapsColumnExpression and_ cast \
         cloned_traverse conv has_schema_attr is_named_from_clause is_quoted_name \
         is_tuple_type literal literal_column or_ quoted_name traverse",
    ),
    (
        "sqlalchemy.sql.selectable",
        "Alias AliasedReturnsRows Annotated AnnotatedFromClause BindParameter \
         BooleanClauseList CTE CacheableOptions ClauseElement ClauseList ColumnClause \
         ColumnCollection ColumnElement ColumnSet CompileState CompoundSelect \
         CompoundSelectState DQLDMLClauseElement DedupeColumnCollection DialectKWArgs Enum \
         Executable ExecutableReturnsRows ExecutableStatement Exists ForUpdateArg \
         ForUpdateParameter FromClause FromClauseAlias FromGrouping Generative \
         GenerativeSelect GroupedElement HasCTE HasCompileState HasHints HasMemoized \
         HasMemoized_ro_memoized_attribute HasPrefixes HasRowPos HasSuffixes \
         HasSyntaxExtensions Immutable InternalTraversal Join LABEL_STYLE_DEFAULT \
         LABEL_STYLE_DISAMBIGUATE_ONLY LABEL_STYLE_NONE LABEL_STYLE_TABLENAME_PLUS_COL \
         Lateral LateralFromClause NULLTYPE NamedFromClause NamedFromGrouping OperatorType \
         ReturnsRows ScalarSelect ScalarValues Select SelectBase SelectLabelStyle SelectState \
         SelectStatementGrouping Selectable SelectsRows Sequence Subquery \
         SupportsCloneAnnotations SyntaxExtension TableClause TableSample TableValuedAlias \
         TableValuedColumn TextAsFrom TextClause TextualSelect TypedReturnsRows \
         UnaryExpression Values WriteableColumnCollection and_ cast elem is_column_element \
         is_select_statement is_subquery is_table is_text_clause literal_column \
         prefix_anon_map warn_deprecated",
    ),
    (
        "sqlalchemy.sql.schema",
        "BLANK_SCHEMA CallableColumnDefault CheckConstraint CheckFirst ClauseElement Column \
         ColumnClause ColumnCollectionConstraint ColumnCollectionMixin ColumnDefault \
         ColumnElement ColumnElementColumnDefault Computed Constraint \
         DEFAULT_NAMING_CONVENTION DedupeColumnCollection DefaultClause DefaultGenerator \
         DialectKWArgs Enum Executable ExternallyTraversible FetchedValue ForeignKey \
         ForeignKeyConstraint ForeignKeyTarget HasConditionalDDL HasMemoized HasSchemaAttr \
         Identity IdentityOptions Index MetaData NULL_UNSPECIFIED Named PrimaryKeyConstraint \
         RETAIN_SCHEMA ScalarElementColumnDefault SchemaConst SchemaEventTarget SchemaItem \
         SchemaVisitable Sequence Table TableClause TextClause TypedColumns UniqueConstraint \
         WriteableColumnCollection cast default_is_clause_element default_is_scalar \
         default_is_sequence insert_sentinel quoted_name to_instance",
    ),
    (
        "sqlalchemy.sql.ddl",
        "AddConstraint BaseDDLElement CheckFirst ClauseElement CreateColumn CreateConstraint \
         CreateIndex CreateSchema CreateSequence CreateTable CreateTableAs CreateView DDL \
         DDLElement DDLIf DDLIfCallable DialectKWArgs DropColumnComment DropConstraint \
         DropConstraintComment DropIndex DropSchema DropSequence DropTable DropTableComment \
         DropView Executable ExecutableDDLElement InvokeCreateDDLBase InvokeDDLBase \
         InvokeDropDDLBase NO_ARG SchemaDropper SchemaGenerator SchemaVisitor SelectBase \
         SetColumnComment SetConstraintComment SetTableComment TableClause TableCreateDDL \
         TableDropDDL sort_tables sort_tables_and_constraints",
    ),
    (
        "sqlalchemy.sql.sqltypes",
        "ARRAY BIGINT BINARY BLOB BOOLEAN BOOLEANTYPE BigInteger Boolean CHAR CLOB \
         Concatenable DATE DATETIME DATETIME_TIMEZONE DECIMAL DOUBLE DOUBLE_PRECISION Date \
         DateTime Double Emulated Enum FLOAT Float HasCacheKey HasExpressionLookup INDEXABLE \
         INT INTEGER INTEGERTYPE Indexable Integer InternalTraversal Interval JSON \
         LargeBinary MATCHTYPE MatchType NCHAR NO_ARG NULLTYPE NUMERIC NUMERICTYPE NVARCHAR \
         NativeForEmulated NullType Numeric NumericCommon OperatorClass OrderedDict \
         PickleType REAL SMALLINT STRINGTYPE SchemaEventTarget SchemaType Sequence Slice \
         SmallInteger String TABLEVALUE TEXT TIME TIMESTAMP TIME_TIMEZONE TableValueType Text \
         Time TupleType TypeDecorator TypeEngine TypeEngineMixin UUID Unicode UnicodeText \
         Uuid VARBINARY VARCHAR Variant cast deprecated_params get_args is_literal is_pep695 \
         quoted_name to_instance type_coerce warn_deprecated",
    ),
    (
        "sqlalchemy.sql.type_api",
        "BOOLEANTYPE CacheConst ColumnOperators Emulated Enum ExternalType INDEXABLE \
         INTEGERTYPE MATCHTYPE NO_CACHE NULLTYPE NUMERICTYPE NativeForEmulated OperatorClass \
         STRINGTYPE SchemaEventTarget Sequence TABLEVALUE TypeDecorator TypeEngine \
         TypeEngineMixin UserDefinedType Variant Visitable adapt_type cast custom_op \
         to_instance",
    ),
    (
        "sqlalchemy.sql.dml",
        "Alias BooleanClauseList ClauseElement ColumnClause ColumnElement ColumnSet \
         CompileState DMLState DMLWhereBase Delete DeleteDMLState DialectKWArgs Executable \
         ExecutableReturnsRows ExecutableStatement FromClause Generative HasCTE \
         HasCompileState HasPrefixes HasSyntaxExtensions Insert InsertDMLState \
         InternalTraversal Join Null NullType ReturningDelete ReturningInsert ReturningUpdate \
         SelectLabelStyle Sequence SyntaxExtension TableClause TypedReturnsRows Update \
         UpdateBase UpdateDMLState ValuesBase WriteableColumnCollection cast \
         is_column_element is_named_from_clause isdelete isinsert isupdate",
    ),
    (
        "sqlalchemy.engine.base",
        "BindTyping Connection ConnectionEventsTarget DBAPICursor Engine ExceptionContext \
         ExceptionContextImpl ExecuteStyle ExecutionContext IsolationLevel NO_OPTIONS \
         NestedTransaction OptionEngine OptionEngineMixin RootTransaction Transaction \
         TransactionalContext TwoPhaseTransaction cast",
    ),
    (
        "sqlalchemy.engine.result",
        "BaseResultInternal ChunkedIteratorResult FilterResult FrozenResult InPlaceGenerative \
         IteratorResult MappingResult MergedResult NONE_SET RMKeyView Result ResultInternal \
         ResultMetaData Row RowMapping ScalarResult Sequence SimpleResultMetaData TupleResult \
         cast null_result result_tuple tuplegetter",
    ),
    (
        "sqlalchemy.engine.row",
        "BaseRow BaseRowProxy ROMappingItemsView ROMappingKeysValuesView ROMappingView Row \
         RowMapping RowProxy Sequence",
    ),
    (
        "sqlalchemy.engine.cursor",
        "BufferedRowCursorFetchStrategy CursorFetchStrategy CursorResult CursorResultMetaData \
         FullyBufferedCursorFetchStrategy IteratorResult MD_INDEX MD_LOOKUP_KEY MD_OBJECTS \
         MD_PROCESSOR MD_RENDERED_NAME MD_RESULT_MAP_INDEX MD_UNTRANSLATED MergedResult \
         NoCursorDMLFetchStrategy NoCursorDQLFetchStrategy NoCursorFetchStrategy RM_NAME \
         RM_OBJECTS RM_RENDERED_NAME RM_TYPE Result ResultColumnsEntry ResultFetchStrategy \
         ResultMetaData ResultProxy Row Sequence SimpleResultMetaData TypeEngine cast \
         null_dml_result tuplegetter",
    ),
    (
        "sqlalchemy.engine.reflection",
        "Connection Engine Inspector InternalTraversal ObjectKind ObjectScope \
         ReflectionDefaults Sequence TextClause TypeEngine cache flexi_cache quoted_name",
    ),
    (
        "sqlalchemy.sql.operators",
        "ColumnOperators OperatorClass OperatorType Operators OrderingOperators add all_op \
         and_ any_op as_ asc_op between_op bitwise_and_op bitwise_lshift_op bitwise_not_op \
         bitwise_or_op bitwise_rshift_op bitwise_xor_op cast collate comma_op commutative_op \
         comparison_op concat_op contains contains_op custom_op desc_op distinct_op \
         endswith_op eq exists filter_op floordiv from_ function_as_comparison_op ge getitem \
         gt icontains_op iendswith_op ilike_op in_op inv is_ is_associative is_boolean \
         is_commutative is_comparison is_distinct_from is_false is_natural_self_precedent \
         is_not is_not_distinct_from is_order_by_modifier is_ordering_modifier is_precedent \
         is_true isfalse isnot isnot_distinct_from istartswith_op istrue json_getitem_op \
         json_path_getitem_op le like_op lshift lt match_op matmul mirror mod mul ne neg \
         not_between_op not_contains_op not_endswith_op not_icontains_op not_iendswith_op \
         not_ilike_op not_in_op not_istartswith_op not_like_op not_match_op \
         not_regexp_match_op not_startswith_op notbetween_op notcontains_op notendswith_op \
         notilike_op notin_op notlike_op notmatch_op notstartswith_op null_op nulls_first_op \
         nulls_last_op nullsfirst_op nullslast_op op or_ pow_ regexp_match_op \
         regexp_replace_op rshift startswith_op sub truediv",
    ),
    (
        "sqlalchemy.dialects.sqlite",
        "BLOB BOOLEAN CHAR DATE DATETIME DECIMAL FLOAT INTEGER JSON JSONB NUMERIC SMALLINT \
         TEXT TIME TIMESTAMP VARCHAR REAL Insert insert dialect",
    ),
    (
        "sqlalchemy.dialects.postgresql",
        "INTEGER BIGINT SMALLINT VARCHAR CHAR TEXT NUMERIC FLOAT REAL INET CIDR CITEXT UUID \
         BIT MACADDR MACADDR8 MONEY OID REGCLASS REGCONFIG TSQUERY TSVECTOR DOUBLE_PRECISION \
         TIMESTAMP TIME DATE BYTEA BOOLEAN INTERVAL ARRAY ENUM DOMAIN dialect array HSTORE \
         hstore INT4RANGE INT8RANGE NUMRANGE DATERANGE INT4MULTIRANGE INT8MULTIRANGE \
         NUMMULTIRANGE DATEMULTIRANGE TSVECTOR TSRANGE TSTZRANGE TSMULTIRANGE TSTZMULTIRANGE \
         JSON JSONB JSONPATH All BitString DropEnumType DropDomainType CreateDomainType \
         NamedType CreateEnumType ExcludeConstraint Range aggregate_order_by array_agg insert \
         Insert distinct_on",
    ),
    (
        "sqlalchemy.dialects.mysql",
        "BIGINT BINARY BIT BLOB BOOLEAN CHAR DATE DATETIME DECIMAL DOUBLE ENUM FLOAT INET4 \
         INET6 INTEGER INTEGER JSON LONGBLOB LONGTEXT MEDIUMBLOB MEDIUMINT MEDIUMTEXT NCHAR \
         NVARCHAR NUMERIC SET SMALLINT REAL TEXT TIME TIMESTAMP TINYBLOB TINYINT TINYTEXT \
         VARBINARY VARCHAR YEAR dialect insert Insert match limit",
    ),
    (
        "sqlalchemy.dialects.oracle",
        "VARCHAR NVARCHAR CHAR NCHAR DATE NUMBER BLOB BFILE CLOB NCLOB TIMESTAMP RAW FLOAT \
         DOUBLE_PRECISION BINARY_DOUBLE BINARY_FLOAT LONG dialect INTERVAL VARCHAR2 NVARCHAR2 \
         ROWID REAL BOOLEAN VECTOR VectorDistanceType VectorIndexType VectorIndexConfig \
         VectorStorageFormat VectorStorageType SparseVector JSON",
    ),
];
