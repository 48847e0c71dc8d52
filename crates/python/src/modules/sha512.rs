//! SHA-512, which seeds `random` from text.

/// The first 64 bits of the fractional part of a root of a prime: square roots start the state, cube
/// roots are the constants of the rounds.
fn root_bits(prime: u64, cube: bool) -> u64 {
    // the root scaled by 2^64, by bisection over whole numbers
    let shift: u32 = if cube { 192 } else { 128 };
    let wide = num_bigint::BigUint::from(prime) << shift;
    let root = if cube { wide.cbrt() } else { wide.sqrt() };
    root.to_u64_digits().first().copied().unwrap_or_default()
}

fn primes(count: usize) -> Vec<u64> {
    let mut primes: Vec<u64> = Vec::with_capacity(count);
    let mut candidate = 2;
    while primes.len() < count {
        if primes.iter().all(|prime| candidate % prime != 0) {
            primes.push(candidate);
        }
        candidate += 1;
    }
    primes
}

/// The digest of bytes.
pub(super) fn digest(bytes: &[u8]) -> [u8; 64] {
    let primes = primes(80);
    let constants: Vec<u64> = primes.iter().map(|prime| root_bits(*prime, true)).collect();
    let mut state = [0u64; 8];
    for (word, prime) in state.iter_mut().zip(&primes) {
        *word = root_bits(*prime, false);
    }
    let mut message = bytes.to_vec();
    message.push(0x80);
    while message.len() % 128 != 112 {
        message.push(0);
    }
    message.extend_from_slice(&(bytes.len() as u128 * 8).to_be_bytes());
    for block in message.chunks_exact(128) {
        compress(&mut state, block, &constants);
    }
    let mut out = [0; 64];
    for (place, word) in out.chunks_exact_mut(8).zip(state) {
        place.copy_from_slice(&word.to_be_bytes());
    }
    out
}

fn compress(state: &mut [u64; 8], block: &[u8], constants: &[u64]) {
    let mut schedule = [0u64; 80];
    for (word, bytes) in schedule.iter_mut().zip(block.as_chunks::<8>().0) {
        *word = u64::from_be_bytes(*bytes);
    }
    for index in 16..80 {
        let (x, y) = (schedule[index - 15], schedule[index - 2]);
        let small = x.rotate_right(1) ^ x.rotate_right(8) ^ (x >> 7);
        let large = y.rotate_right(19) ^ y.rotate_right(61) ^ (y >> 6);
        schedule[index] = schedule[index - 16]
            .wrapping_add(small)
            .wrapping_add(schedule[index - 7])
            .wrapping_add(large);
    }
    let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = *state;
    for (word, constant) in schedule.iter().zip(constants) {
        let choice = (e & f) ^ (!e & g);
        let first = h
            .wrapping_add(e.rotate_right(14) ^ e.rotate_right(18) ^ e.rotate_right(41))
            .wrapping_add(choice)
            .wrapping_add(*constant)
            .wrapping_add(*word);
        let majority = (a & b) ^ (a & c) ^ (b & c);
        let second =
            (a.rotate_right(28) ^ a.rotate_right(34) ^ a.rotate_right(39)).wrapping_add(majority);
        (h, g, f, e) = (g, f, e, d.wrapping_add(first));
        (d, c, b, a) = (c, b, a, first.wrapping_add(second));
    }
    for (word, add) in state.iter_mut().zip([a, b, c, d, e, f, g, h]) {
        *word = word.wrapping_add(add);
    }
}
