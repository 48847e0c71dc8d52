//! The arguments of a call, and how functions of Rust take them with CPython's complaints.

use smallvec::SmallVec;

use super::Object;
use super::string::Str;
use crate::exception::PyResult;
use crate::vm::Vm;

/// The arguments of one call.
#[derive(Clone, Default)]
pub struct Args {
    pub positional: SmallVec<[Object; 4]>,
    pub keywords: Vec<(Str, Object)>,
}

impl Args {
    /// No arguments.
    pub fn none() -> Args {
        Args::default()
    }

    /// One positional argument.
    pub fn one(object: impl Into<Object>) -> Args {
        Args { positional: smallvec::smallvec![object.into()], keywords: Vec::new() }
    }

    /// Positional arguments.
    pub fn of(objects: impl IntoIterator<Item = Object>) -> Args {
        Args { positional: objects.into_iter().collect(), keywords: Vec::new() }
    }

    /// The same with one more keyword.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Object>) -> Args {
        self.keywords.push((Str::intern(name), value.into()));
        self
    }

    /// The same after one more first argument, as of a bound method.
    #[must_use]
    pub fn after(mut self, first: Object) -> Args {
        self.positional.insert(0, first);
        self
    }

    /// Whether there are no arguments.
    pub fn is_empty(&self) -> bool {
        self.positional.is_empty() && self.keywords.is_empty()
    }

    /// How many positional arguments.
    pub fn len(&self) -> usize {
        self.positional.len()
    }

    /// A positional argument.
    pub fn get(&self, index: usize) -> Option<&Object> {
        self.positional.get(index)
    }

    /// Takes the first positional argument out: the instance, in a method.
    pub fn take_first(&mut self) -> Option<Object> {
        (!self.positional.is_empty()).then(|| self.positional.remove(0))
    }

    /// Takes a keyword argument out.
    pub fn take(&mut self, name: &str) -> Option<Object> {
        let place = self.keywords.iter().position(|(known, _)| *known == *name)?;
        Some(self.keywords.remove(place).1)
    }

    /// The arguments by the names of the parameters, the first `required` of which must be given.
    /// Complains as a function of Python does. Take keyword-only ones out before.
    pub fn bind<const N: usize>(
        mut self,
        vm: &Vm,
        function: &str,
        names: [&str; N],
        required: usize,
    ) -> PyResult<[Option<Object>; N]> {
        if self.positional.len() > N {
            return Err(vm.type_error(too_many(function, N, required, self.positional.len())));
        }
        let mut bound: [Option<Object>; N] = std::array::from_fn(|_| None);
        for (place, object) in self.positional.drain(..).enumerate() {
            bound[place] = Some(object);
        }
        for (name, object) in self.keywords {
            let Some(place) = names.iter().position(|known| name == *known) else {
                let message = format!("{function}() got an unexpected keyword argument '{name}'");
                return Err(vm.type_error(message));
            };
            if bound[place].replace(object).is_some() {
                let message = format!("{function}() got multiple values for argument '{name}'");
                return Err(vm.type_error(message));
            }
        }
        let missing: Vec<&str> =
            (0..required.min(N)).filter(|i| bound[*i].is_none()).map(|i| names[i]).collect();
        if missing.is_empty() {
            return Ok(bound);
        }
        Err(vm.type_error(missing_arguments(function, "positional", &missing)))
    }

    /// Exactly `N` positional arguments and no keywords, as of a built-in function.
    pub fn exactly<const N: usize>(self, vm: &Vm, function: &str) -> PyResult<[Object; N]> {
        self.no_keywords(vm, function)?;
        let given = self.positional.len();
        self.positional.into_vec().try_into().map_err(|_| {
            let takes = match N {
                0 => "takes no arguments".to_owned(),
                1 => "takes exactly one argument".to_owned(),
                _ => {
                    return vm
                        .type_error(format!("{function} expected {N} arguments, got {given}"));
                }
            };
            vm.type_error(format!("{function}() {takes} ({given} given)"))
        })
    }

    /// From `least` to `N` positional arguments and no keywords, as of a built-in function.
    pub fn between<const N: usize>(
        self,
        vm: &Vm,
        function: &str,
        least: usize,
    ) -> PyResult<[Option<Object>; N]> {
        self.no_keywords(vm, function)?;
        let given = self.positional.len();
        if given < least || given > N {
            let (bound, count) = if given < least { ("least", least) } else { ("most", N) };
            let noun = if count == 1 { "argument" } else { "arguments" };
            let limit = if least == N { String::new() } else { format!("at {bound} ") };
            return Err(
                vm.type_error(format!("{function} expected {limit}{count} {noun}, got {given}"))
            );
        }
        let mut bound: [Option<Object>; N] = std::array::from_fn(|_| None);
        for (place, object) in self.positional.into_iter().enumerate() {
            bound[place] = Some(object);
        }
        Ok(bound)
    }

    /// Complains about any keyword.
    pub fn no_keywords(&self, vm: &Vm, function: &str) -> PyResult<()> {
        if self.keywords.is_empty() {
            return Ok(());
        }
        Err(vm.type_error(format!("{function}() takes no keyword arguments")))
    }

    /// Complains about any argument left, as a function of Python does.
    pub fn no_more_keywords(&self, vm: &Vm, function: &str) -> PyResult<()> {
        match self.keywords.first() {
            None => Ok(()),
            Some((name, _)) => {
                let message = format!("{function}() got an unexpected keyword argument '{name}'");
                Err(vm.type_error(message))
            }
        }
    }
}

fn too_many(function: &str, most: usize, required: usize, given: usize) -> String {
    let takes =
        if required < most { format!("from {required} to {most}") } else { most.to_string() };
    let plural = if most == 1 && required == most { "" } else { "s" };
    let were = if given == 1 { "was" } else { "were" };
    format!("{function}() takes {takes} positional argument{plural} but {given} {were} given")
}

/// `f() missing 2 required positional arguments: 'a' and 'b'`.
pub(crate) fn missing_arguments(function: &str, kind: &str, names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("'{name}'")).collect();
    let listed = match quoted.as_slice() {
        [one] => one.clone(),
        [one, two] => format!("{one} and {two}"),
        [head @ .., last] => format!("{}, and {last}", head.join(", ")),
        [] => String::new(),
    };
    let plural = if names.len() == 1 { "" } else { "s" };
    format!("{function}() missing {} required {kind} argument{plural}: {listed}", names.len())
}
