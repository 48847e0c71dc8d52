//! The instructions of the stack machine.

use crate::vm::operator::{BinaryOp, CompareOp, UnaryOp};

/// One instruction. Numbers are indices: of a constant, a name, a local, a cell, an instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Op {
    Nop,
    Const(u32),
    Pop,
    Dup,
    /// Puts the two topmost once more: `a b → a b a b`.
    DupTwo,
    /// `a b → b a`.
    Swap,
    /// Moves the topmost below the two under it: `a b c → c a b`.
    RotThree,

    LoadLocal(u32),
    StoreLocal(u32),
    DeleteLocal(u32),
    LoadCell(u32),
    StoreCell(u32),
    DeleteCell(u32),
    /// In a class body: the own name if there, else the cell.
    LoadClassCell(u16, u32),
    LoadGlobal(u32),
    StoreGlobal(u32),
    DeleteGlobal(u32),
    LoadName(u32),
    StoreName(u32),
    DeleteName(u32),

    /// `local op constant`, `local op local`, a local's attribute: groups made by `fuse`.
    LocalConst(BinaryOp, u16, u16),
    LocalConstCompare(CompareOp, u16, u16),
    /// `local op= constant`.
    LocalConstInPlace(BinaryOp, u16, u16),
    LocalLocal(BinaryOp, u16, u16),
    LocalLocalCompare(CompareOp, u16, u16),
    LocalAttr(u16, u32),

    LoadAttr(u32),
    StoreAttr(u32),
    DeleteAttr(u32),
    /// Pushes a callable and its first argument, or nothing in place of the latter.
    LoadMethod(u32),
    PushNull,
    GetItem,
    SetItem,
    DeleteItem,

    Binary(BinaryOp),
    InPlace(BinaryOp),
    Unary(UnaryOp),
    Not,
    Compare(CompareOp),
    Is,
    IsNot,
    In,
    NotIn,

    Jump(u32),
    /// Backwards: counts steps.
    JumpBack(u32),
    JumpIfFalse(u32),
    JumpIfTrue(u32),
    JumpIfFalseOrPop(u32),
    JumpIfTrueOrPop(u32),
    GetIter,
    ForIter(u32),

    BuildTuple(u32),
    BuildList(u32),
    BuildSet(u32),
    /// A set literal of constants is a copy of a frozen one, which decides the order.
    CopySet,
    BuildDict(u32),
    BuildSlice(u32),
    BuildString(u32),
    ListToTuple,
    /// Adds to the collection that lies so deep.
    ListAppend(u32),
    SetAdd(u32),
    MapAdd(u32),
    ListExtend,
    SetUpdate,
    DictUpdate,
    /// Adds keywords of a `**` argument.
    DictMerge,

    Call(u32),
    /// The count of all arguments; the constant that names the last of them.
    CallKeywords(u16, u32),
    /// A tuple and, if asked for, a dict.
    CallSpread(bool),
    /// Which extras lie on the stack; the constant that is the code.
    MakeFunction(u16, u32),
    BuildClass,
    /// `super()` without arguments, from the cell `__class__` and the first parameter.
    ImplicitSuper(u32),
    /// Keeps a copy of the locals for `locals()` and the like.
    ShareLocals,
    Return,
    Yield,
    /// Goes on with the iterator below the sent value; jumps when it ends, with its result.
    YieldFrom(u32),
    GetYieldFromIter,
    GetAwaitable,
    AsyncIter,
    AsyncNext,
    AsyncEnter,
    /// `exit → awaitable` after a body that ended well.
    AsyncExit,
    /// `exit exception → exit exception awaitable`.
    AsyncExitError,
    /// `value → bool`.
    Truth,

    /// 0: again what is handled; 1: an exception; 2: with a cause.
    Raise(u32),
    Reraise,
    SetupTry(u32),
    PopBlock,
    BeginHandler,
    EndHandler,
    /// `exception class → exception bool`.
    MatchException,
    /// `manager → exit value`, with the handler of the block.
    WithEnter(u32),
    /// `exit → ` after a body that ended well.
    WithExit,
    /// `exit exception → exit exception swallowed`.
    WithExitError,
    AssertionError,

    Import(u32),
    /// The last part of a dotted name of what was imported.
    ImportFrom(u32),
    ImportStar,

    Unpack(u32),
    UnpackStar(u16, u32),
    /// 0: as it is, 1: str, 2: repr, 3: ascii; with a specification on the stack.
    FormatValue(u16, bool),
    SetupAnnotations,
    StoreAnnotation(u32),
    Display,

    /// `value → bool`.
    MatchSequence,
    MatchMapping,
    /// `sequence → bool`: of this length, or at least of this length.
    MatchLength(u32),
    MatchLeast(u32),
    /// `mapping keys → values`, or `None` where a key is missing.
    MatchKeys,
    /// `mapping keys → dict` of the others.
    MatchRest,
    /// `value class → values` of so many positional patterns and of the names in a constant, or `None`.
    MatchClass(u16, u32),
}

/// What lies on the stack for [`Op::MakeFunction`].
pub(crate) mod extras {
    pub(crate) const DEFAULTS: u16 = 1;
    pub(crate) const KEYWORD_DEFAULTS: u16 = 2;
    pub(crate) const ANNOTATIONS: u16 = 4;
}
