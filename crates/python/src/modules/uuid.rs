//! `uuid`: the values, and those of version 4, which are random by the seed of the run.

use std::rc::Rc;

use num_bigint::BigInt;

use crate::exception::PyResult;
use crate::object::Object;
use crate::object::args::Args;
use crate::object::class::Class;
use crate::object::host::HostObject;
use crate::object::module::Module;
use crate::object::native::ClassBuilder;
use crate::object::string::Str;
use crate::vm::Vm;
use crate::vm::operator::CompareOp;

/// A `UUID`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Uuid(pub u128);

/// The class, and the state of the generator.
struct State {
    class: Class,
    next: std::cell::Cell<u64>,
}

fn state(vm: &Vm) -> Rc<State> {
    if let Some(state) = vm.extension_if_any::<State>() {
        return state;
    }
    let class = ClassBuilder::new("uuid", "UUID").construct(construct).build(vm);
    let state = Rc::new(State { class, next: std::cell::Cell::new(vm.seed()) });
    vm.set_extension(Rc::clone(&state));
    state
}

pub(crate) fn module(vm: &Vm) -> PyResult<Rc<Module>> {
    let module = Module::new("uuid");
    module.set("UUID", &state(vm).class);
    module.function("uuid4", |vm, _| {
        let bits = u128::from(random(vm)) << 64 | u128::from(random(vm));
        let versioned = bits & !(0xf << 76) | 4 << 76;
        Ok(Object::host(Uuid(versioned & !(0x3 << 62) | 0x2 << 62)))
    });
    for name in ["uuid1", "uuid3", "uuid5"] {
        module.function(name, |vm, _| Err(vm.unsupported("UUIDs of versions other than 4")));
    }
    Ok(Rc::new(module))
}

/// SplitMix64: enough to tell ids apart, the same for the same seed.
fn random(vm: &Vm) -> u64 {
    let state = state(vm);
    let seed = state.next.get().wrapping_add(0x9e37_79b9_7f4a_7c15);
    state.next.set(seed);
    let mixed = (seed ^ seed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ mixed >> 31
}

fn construct(vm: &Vm, _class: &Class, args: Args) -> PyResult {
    const NAMES: [&str; 6] = ["hex", "bytes", "bytes_le", "fields", "int", "version"];
    let [hex, bytes, _, _, int, _] = args.bind(vm, "UUID", NAMES, 0)?;
    if let Some(hex) = hex.as_ref().and_then(Object::as_str) {
        let digits = hex.replace("urn:", "").replace("uuid:", "");
        let digits = digits.trim_matches(['{', '}']).replace('-', "");
        let parsed = (digits.len() == 32).then(|| u128::from_str_radix(&digits, 16).ok()).flatten();
        let parsed =
            parsed.ok_or_else(|| vm.value_error("badly formed hexadecimal UUID string"))?;
        return Ok(Object::host(Uuid(parsed)));
    }
    if let Some(Object::Bytes(bytes)) = &bytes {
        let bytes: [u8; 16] =
            (**bytes).try_into().map_err(|_| vm.value_error("bytes is not a 16-char string"))?;
        return Ok(Object::host(Uuid(u128::from_be_bytes(bytes))));
    }
    let int = int.as_ref().and_then(Object::as_big_int).and_then(|int| u128::try_from(int).ok());
    int.map(|int| Object::host(Uuid(int))).ok_or_else(|| {
        vm.type_error("one of the hex, bytes, bytes_le, fields, or int arguments must be given")
    })
}

impl Uuid {
    fn dashed(self) -> String {
        let hex = format!("{:032x}", self.0);
        [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
    }
}

impl HostObject for Uuid {
    fn class(&self, vm: &Vm) -> Class {
        state(vm).class.clone()
    }

    fn get_attr(self: Rc<Self>, _vm: &Vm, name: &Str) -> PyResult<Option<Object>> {
        Ok(match &**name {
            "hex" => Some(format!("{:032x}", self.0).into()),
            "int" => Some(Object::int(BigInt::from(self.0))),
            "bytes" => Some(Object::bytes(&self.0.to_be_bytes())),
            "version" => Some(Object::Int((self.0 >> 76 & 0xf) as i64)),
            "urn" => Some(format!("urn:uuid:{}", self.dashed()).into()),
            _ => None,
        })
    }

    fn compare(
        self: Rc<Self>,
        _vm: &Vm,
        op: CompareOp,
        other: &Object,
    ) -> PyResult<Option<Object>> {
        let other = other.downcast_ref::<Uuid>();
        Ok(other.map(|other| Object::Bool(op.holds(self.0.cmp(&other.0)))))
    }

    fn int(&self, _vm: &Vm) -> PyResult<Option<Object>> {
        Ok(Some(Object::int(BigInt::from(self.0))))
    }

    fn hash(&self, _vm: &Vm) -> PyResult<Option<i64>> {
        Ok(Some((self.0 ^ self.0 >> 64) as i64))
    }

    fn repr(&self, _vm: &Vm) -> PyResult<Option<String>> {
        Ok(Some(format!("UUID('{}')", self.dashed())))
    }

    fn str(&self, _vm: &Vm) -> PyResult<Option<String>> {
        Ok(Some(self.dashed()))
    }
}
