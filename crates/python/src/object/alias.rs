//! Generic aliases: `list[int]`, `Mapped[Optional[str]]`, `int | None`.

use super::Object;

/// How an alias was written, which decides how it prints.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AliasKind {
    /// `list[int]`: `types.GenericAlias`.
    Builtin,
    /// `List[int]`, `Mapped[int]`: of `typing` or a generic class.
    Typing,
    /// `Union[int, str]` and `Optional[int]`.
    Union,
    /// `int | str`: `types.UnionType`.
    Bar,
    /// `Annotated[int, …]`; the first argument is the type.
    Annotated,
    /// `Literal['a', 'b']`; the arguments are values.
    Literal,
    /// `Callable[[int], str]`; the last argument is the result.
    Callable,
}

/// A class or special form with its arguments.
pub struct GenericAlias {
    pub kind: AliasKind,
    /// The class or special form: `list`, `Mapped`, `Union`.
    pub origin: Object,
    pub args: Vec<Object>,
    /// The name it prints under, where that is not the origin's: `List`.
    pub name: Option<super::string::Str>,
}
