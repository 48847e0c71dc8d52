//! Puts instructions together that often follow each other. The first of a group is replaced, the
//! others stay where they are: whoever jumps between them, or cannot take the quick way, carries them
//! out one by one.

use super::op::Op;

/// Fuses the instructions of a piece of code.
pub(crate) fn fuse(ops: &mut [Op]) {
    for index in 0..ops.len() {
        if let Some(fused) = fused(&ops[index..]) {
            ops[index] = fused;
        }
    }
}

fn fused(ops: &[Op]) -> Option<Op> {
    let Op::LoadLocal(slot) = *ops.first()? else { return None };
    let slot = u16::try_from(slot).ok()?;
    match *ops.get(1)? {
        Op::Const(constant) => {
            let constant = u16::try_from(constant).ok()?;
            match *ops.get(2)? {
                Op::Binary(op) => Some(Op::LocalConst(op, slot, constant)),
                Op::Compare(op) => Some(Op::LocalConstCompare(op, slot, constant)),
                Op::InPlace(op) => match *ops.get(3)? {
                    Op::StoreLocal(target) if target == u32::from(slot) => {
                        Some(Op::LocalConstInPlace(op, slot, constant))
                    }
                    _ => None,
                },
                _ => None,
            }
        }
        Op::LoadLocal(other) => {
            let other = u16::try_from(other).ok()?;
            match *ops.get(2)? {
                Op::Binary(op) => Some(Op::LocalLocal(op, slot, other)),
                Op::Compare(op) => Some(Op::LocalLocalCompare(op, slot, other)),
                _ => None,
            }
        }
        Op::LoadAttr(name) => Some(Op::LocalAttr(slot, name)),
        _ => None,
    }
}
