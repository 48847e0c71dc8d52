//! `_random`: the Mersenne Twister under `random`, with CPython's sequence for a seed.

use std::cell::RefCell;
use std::rc::Rc;

use num_bigint::{BigInt, Sign};

use crate::exception::PyResult;
use crate::object::Object;
use crate::object::args::Args;
use crate::object::module::Module;
use crate::object::native::ClassBuilder;
use crate::vm::Vm;

pub(crate) fn module(vm: &Vm) -> PyResult<Rc<Module>> {
    let module = Module::new("_random");
    let class = ClassBuilder::new("_random", "Random")
        .method("_seed_int", seed_int)
        .method("random", random)
        .method("getrandbits", getrandbits)
        .method("_state", state)
        .method("_set_state", set_state)
        .build(vm);
    module.set("Random", &class);
    module.function("host_seed", |vm, _| Ok(Object::int(BigInt::from(vm.seed()))));
    module.function("sha512", sha512_of);
    Ok(Rc::new(module))
}

const SIZE: usize = 624;
const SHIFT: usize = 397;

struct Twister {
    words: [u32; SIZE],
    next: usize,
}

impl Twister {
    fn of_word(seed: u32) -> Twister {
        let mut words = [0; SIZE];
        words[0] = seed;
        for index in 1..SIZE {
            let before: u32 = words[index - 1];
            words[index] =
                1_812_433_253u32.wrapping_mul(before ^ (before >> 30)).wrapping_add(index as u32);
        }
        Twister { words, next: SIZE }
    }

    fn of_words(key: &[u32]) -> Twister {
        let mut twister = Twister::of_word(19_650_218);
        let words = &mut twister.words;
        let (mut i, mut j) = (1, 0);
        for _ in 0..SIZE.max(key.len()) {
            let mixed = (words[i - 1] ^ (words[i - 1] >> 30)).wrapping_mul(1_664_525);
            words[i] = (words[i] ^ mixed).wrapping_add(key[j]).wrapping_add(j as u32);
            i += 1;
            j += 1;
            if i >= SIZE {
                words[0] = words[SIZE - 1];
                i = 1;
            }
            if j >= key.len() {
                j = 0;
            }
        }
        for _ in 0..SIZE - 1 {
            let mixed = (words[i - 1] ^ (words[i - 1] >> 30)).wrapping_mul(1_566_083_941);
            words[i] = (words[i] ^ mixed).wrapping_sub(i as u32);
            i += 1;
            if i >= SIZE {
                words[0] = words[SIZE - 1];
                i = 1;
            }
        }
        words[0] = 0x8000_0000;
        twister
    }

    fn refill(&mut self) {
        for index in 0..SIZE {
            let y =
                (self.words[index] & 0x8000_0000) | (self.words[(index + 1) % SIZE] & 0x7fff_ffff);
            let odd = if y & 1 == 1 { 0x9908_b0df } else { 0 };
            self.words[index] = self.words[(index + SHIFT) % SIZE] ^ (y >> 1) ^ odd;
        }
        self.next = 0;
    }

    fn word(&mut self) -> u32 {
        if self.next >= SIZE {
            self.refill();
        }
        let mut y = self.words[self.next];
        self.next += 1;
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c_5680;
        y ^= (y << 15) & 0xefc6_0000;
        y ^ (y >> 18)
    }

    fn float(&mut self) -> f64 {
        let high = f64::from(self.word() >> 5);
        let low = f64::from(self.word() >> 6);
        (high * 67_108_864.0 + low) / 9_007_199_254_740_992.0
    }
}

/// Runs with the generator of an instance, which is made when first used.
fn with<T>(vm: &Vm, this: &Object, run: impl FnOnce(&mut Twister) -> T) -> PyResult<T> {
    let Object::Instance(instance) = this else {
        return Err(vm.type_error("a Random is required"));
    };
    let twister = match instance.payload::<RefCell<Twister>>() {
        Some(twister) => twister,
        None => {
            let made = Rc::new(RefCell::new(Twister::of_words(&key(&BigInt::from(vm.seed())))));
            instance.set_payload(Rc::clone(&made) as _);
            made
        }
    };
    let result = run(&mut twister.borrow_mut());
    Ok(result)
}

fn key(seed: &BigInt) -> Vec<u32> {
    let digits = seed.magnitude().to_u32_digits();
    if digits.is_empty() { vec![0] } else { digits }
}

fn seed_int(vm: &Vm, args: Args) -> PyResult {
    let [this, seed] = args.exactly(vm, "seed")?;
    let seed = seed.as_big_int().unwrap_or_default();
    with(vm, &this, |twister| *twister = Twister::of_words(&key(&seed)))?;
    Ok(Object::None)
}

fn random(vm: &Vm, args: Args) -> PyResult {
    let [this] = args.exactly(vm, "random")?;
    with(vm, &this, Twister::float).map(Object::Float)
}

fn getrandbits(vm: &Vm, args: Args) -> PyResult {
    let [this, count] = args.exactly(vm, "getrandbits")?;
    let count = vm.index(&count)?;
    if count < 0 {
        return Err(vm.value_error("number of bits must be non-negative"));
    }
    let Ok(mut left) = u32::try_from(count) else { return Err(vm.unsupported("so many bits")) };
    with(vm, &this, |twister| {
        let mut words = Vec::new();
        while left > 0 {
            let word = twister.word();
            words.push(if left < 32 { word >> (32 - left) } else { word });
            left = left.saturating_sub(32);
        }
        Object::int(BigInt::from_slice(Sign::Plus, &words))
    })
}

fn state(vm: &Vm, args: Args) -> PyResult {
    let [this] = args.exactly(vm, "getstate")?;
    with(vm, &this, |twister| {
        let words = twister.words.iter().map(|word| Object::Int(i64::from(*word)));
        Object::tuple(words.chain([Object::from(twister.next)]))
    })
}

fn set_state(vm: &Vm, args: Args) -> PyResult {
    let [this, state] = args.exactly(vm, "setstate")?;
    let numbers: Vec<i64> = vm.collect(&state)?.iter().filter_map(Object::as_int).collect();
    if numbers.len() != SIZE + 1 {
        return Err(vm.value_error("state vector is the wrong size"));
    }
    with(vm, &this, |twister| {
        for (word, number) in twister.words.iter_mut().zip(&numbers) {
            *word = u32::try_from(*number).unwrap_or_default();
        }
        twister.next = usize::try_from(numbers[SIZE]).unwrap_or(SIZE);
    })?;
    Ok(Object::None)
}

fn sha512_of(vm: &Vm, args: Args) -> PyResult {
    let [bytes] = args.exactly(vm, "sha512")?;
    match &bytes {
        Object::Bytes(bytes) => Ok(Object::bytes(&super::sha512::digest(bytes))),
        _ => Err(vm.type_error("bytes are required")),
    }
}
