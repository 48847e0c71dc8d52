//! The hash of text and bytes: SipHash-1-3 with the key 0, as CPython with `PYTHONHASHSEED=0`.
//! Matching it makes the order of sets of text the one that CPython prints.

/// The hash of text: over one, two or four bytes a character, as CPython stores it.
pub(crate) fn of_text(text: &str) -> i64 {
    if text.is_ascii() {
        return of_bytes(text.as_bytes());
    }
    let widest = text.chars().max().map_or(0, u32::from);
    let bytes: Vec<u8> = match widest {
        0..0x100 => text.chars().map(|c| u32::from(c).to_le_bytes()[0]).collect(),
        0x100..0x1_0000 => text
            .chars()
            .flat_map(|c| [u32::from(c).to_le_bytes()[0], u32::from(c).to_le_bytes()[1]])
            .collect(),
        _ => text.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect(),
    };
    of_bytes(&bytes)
}

/// The hash of bytes.
pub(crate) fn of_bytes(bytes: &[u8]) -> i64 {
    if bytes.is_empty() {
        return 0;
    }
    let hash = siphash13(bytes).cast_signed();
    if hash == -1 { -2 } else { hash }
}

fn siphash13(bytes: &[u8]) -> u64 {
    let mut v = [
        0x736f_6d65_7073_6575_u64,
        0x646f_7261_6e64_6f6d,
        0x6c79_6765_6e65_7261,
        0x7465_6462_7974_6573,
    ];
    let (words, rest) = bytes.as_chunks::<8>();
    for word in words {
        absorb(&mut v, u64::from_le_bytes(*word));
    }
    let mut last = (bytes.len() as u64) << 56;
    for (index, byte) in rest.iter().enumerate() {
        last |= u64::from(*byte) << (8 * index);
    }
    absorb(&mut v, last);
    v[2] ^= 0xff;
    for _ in 0..3 {
        round(&mut v);
    }
    v[0] ^ v[1] ^ v[2] ^ v[3]
}

fn absorb(v: &mut [u64; 4], word: u64) {
    v[3] ^= word;
    round(v);
    v[0] ^= word;
}

fn round(v: &mut [u64; 4]) {
    v[0] = v[0].wrapping_add(v[1]);
    v[2] = v[2].wrapping_add(v[3]);
    v[1] = v[1].rotate_left(13) ^ v[0];
    v[3] = v[3].rotate_left(16) ^ v[2];
    v[0] = v[0].rotate_left(32);
    v[2] = v[2].wrapping_add(v[1]);
    v[0] = v[0].wrapping_add(v[3]);
    v[1] = v[1].rotate_left(17) ^ v[2];
    v[3] = v[3].rotate_left(21) ^ v[0];
    v[2] = v[2].rotate_left(32);
}
