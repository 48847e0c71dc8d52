//! [`DialectTraits`]: a dialect's facts that are plain data.

/// What a database can do, as the compiler, the engine and the planner of DDL ask.
#[derive(Clone, Debug)]
pub struct DialectTraits {
    pub supports_alter: bool,
    pub supports_sequences: bool,
    pub sequences_optional: bool,
    pub supports_comments: bool,
    pub inline_comments: bool,
    pub supports_constraint_comments: bool,
    pub insert_returning: bool,
    pub update_returning: bool,
    pub delete_returning: bool,
    /// Many rows in one INSERT with RETURNING: `insertmanyvalues`.
    pub insert_executemany_returning: bool,
    pub use_insertmanyvalues: bool,
    /// The database makes keys in the order of the rows, so that they can be put in order again.
    pub implicit_sentinel: bool,
    pub insertmanyvalues_max_parameters: usize,
    pub insertmanyvalues_page_size: usize,
    pub supports_multivalues_insert: bool,
    pub supports_default_values: bool,
    pub supports_default_metavalue: bool,
    pub default_metavalue_token: &'static str,
    pub supports_empty_insert: bool,
    pub cte_follows_insert: bool,
    pub supports_native_boolean: bool,
    pub supports_native_decimal: bool,
    pub supports_native_uuid: bool,
    pub supports_native_enum: bool,
    /// Whether the database gives the id of the row inserted last.
    pub postfetch_lastrowid: bool,
    pub favor_returning_over_lastrowid: bool,
    /// A NULL given for the primary key counts as none given.
    pub insert_null_pk_still_autoincrements: bool,
    pub preexecute_autoincrement_sequences: bool,
    pub supports_identity_columns: bool,
    pub max_identifier_length: usize,
    /// `IN (VALUES (…), (…))` for rows.
    pub tuple_in_values: bool,
    /// `/` between integers gives an integer.
    pub div_is_floordiv: bool,
    /// SET qualifies its columns in an UPDATE of several tables.
    pub table_in_multi_update: bool,
    /// Between an element of FROM and its alias.
    pub alias_word: &'static str,
    /// FROM where there is nothing to select from.
    pub from_nothing: &'static str,
    pub recursive_with: &'static str,
    pub except: &'static str,
    /// A function in FROM stands in `TABLE (…)`, its one column is `COLUMN_VALUE`.
    pub wraps_table_functions: bool,
    /// `RETURNING … INTO` parameters that the driver reads.
    pub returning_into: bool,
    /// The order of an aggregate is written as `WITHIN GROUP (ORDER BY …)`.
    pub aggregates_within_group: bool,
}

impl DialectTraits {
    /// Those of the dialect that `print(statement)` uses.
    pub const STANDARD: DialectTraits = DialectTraits {
        supports_alter: true,
        supports_sequences: true,
        sequences_optional: true,
        supports_comments: false,
        inline_comments: false,
        supports_constraint_comments: false,
        insert_returning: true,
        update_returning: true,
        delete_returning: true,
        insert_executemany_returning: false,
        use_insertmanyvalues: false,
        implicit_sentinel: false,
        insertmanyvalues_max_parameters: 32700,
        insertmanyvalues_page_size: 1000,
        supports_multivalues_insert: true,
        supports_default_values: false,
        supports_default_metavalue: false,
        default_metavalue_token: "DEFAULT",
        supports_empty_insert: true,
        cte_follows_insert: false,
        supports_native_boolean: true,
        supports_native_decimal: false,
        supports_native_uuid: false,
        supports_native_enum: false,
        postfetch_lastrowid: true,
        favor_returning_over_lastrowid: false,
        insert_null_pk_still_autoincrements: false,
        preexecute_autoincrement_sequences: false,
        supports_identity_columns: true,
        max_identifier_length: 9999,
        tuple_in_values: false,
        div_is_floordiv: true,
        table_in_multi_update: false,
        alias_word: " AS ",
        from_nothing: "",
        recursive_with: "WITH RECURSIVE ",
        except: "EXCEPT",
        wraps_table_functions: false,
        returning_into: false,
        aggregates_within_group: false,
    };
}

/// How parameters are marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParamStyle {
    /// `?`
    Qmark,
    /// `:name`
    Named,
    /// `%s`
    Format,
    /// `%(name)s`
    Pyformat,
    /// `$1`
    NumericDollar,
}

/// What a database may lack, in the field's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Feature {
    Cte,
    SetOperation,
    Window,
    AggregateFilter,
    AggregateOrder,
    FullJoin,
    CrossJoin,
    Lateral,
    Values,
    RowValues,
    Quantified,
    DistinctFrom,
    NullsOrder,
    LikeEscape,
    RegularExpression,
    Json,
    ArrayAccess,
    Returning,
    DefaultValues,
    MultiTableUpdate,
    MultiTableDelete,
    CheckConstraint,
    CompositeKey,
    UniqueConstraint,
    ReferentialAction,
    Index,
    AlterConstraint,
    Computed,
    Collation,
    IntegerDivision,
}

impl Feature {
    pub fn label(self) -> &'static str {
        match self {
            Feature::Cte => "common table expressions (WITH)",
            Feature::SetOperation => "UNION, INTERSECT and EXCEPT",
            Feature::Window => "window functions (OVER)",
            Feature::AggregateOrder => "ORDER BY within an aggregate",
            Feature::AggregateFilter => "FILTER on an aggregate",
            Feature::FullJoin => "FULL OUTER JOIN",
            Feature::CrossJoin => "more than one table in FROM without a join",
            Feature::Lateral => "LATERAL",
            Feature::Values => "VALUES as a table",
            Feature::RowValues => "row values",
            Feature::Quantified => "ANY and ALL",
            Feature::DistinctFrom => "IS DISTINCT FROM",
            Feature::NullsOrder => "NULLS FIRST and NULLS LAST",
            Feature::LikeEscape => "LIKE … ESCAPE",
            Feature::RegularExpression => "regular expressions",
            Feature::Json => "JSON access",
            Feature::ArrayAccess => "access to the elements of an array",
            Feature::Returning => "RETURNING",
            Feature::DefaultValues => "INSERT … DEFAULT VALUES",
            Feature::MultiTableUpdate => "UPDATE of more than one table",
            Feature::MultiTableDelete => "DELETE with more than one table",
            Feature::CheckConstraint => "CHECK constraints",
            Feature::CompositeKey => "keys of more than one column",
            Feature::UniqueConstraint => "UNIQUE constraints of more than one column",
            Feature::ReferentialAction => "ON DELETE and ON UPDATE",
            Feature::Index => "CREATE INDEX",
            Feature::AlterConstraint => "ALTER TABLE … CONSTRAINT",
            Feature::Computed => "computed columns",
            Feature::Collation => "COLLATE",
            Feature::IntegerDivision => "division of integers",
        }
    }
}

/// How strings are joined: `a || b`, `concat(a, b)`.
#[derive(Clone, Copy, Debug)]
pub struct Concatenation {
    pub open: &'static str,
    pub separator: &'static str,
    pub close: &'static str,
}
