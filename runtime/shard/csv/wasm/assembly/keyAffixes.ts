/**
 * model/inventory/keyAffix.ts over form-style encoded keys: whether one begins or ends with one of some raw texts, exact
 * for any character. `list` is an address as TIER_PREFIXES says; an empty list asks nothing.
 */

const PERCENT: i32 = 0x25;
const PLUS: i32 = 0x2b;
const SPACE: i32 = 0x20;

export function keyStartsWithAny(start: usize, end: usize, list: usize): bool {
    let more = load<i32>(list);
    if (more == 0) return true;
    let affix = list + 4;
    for (; more > 0; more--) {
        const length: usize = load<u32>(affix);
        affix += 4;
        if (startsWith(start, end, affix, affix + length)) return true;
        affix += length;
    }
    return false;
}

export function keyEndsWithAny(start: usize, end: usize, list: usize): bool {
    let more = load<i32>(list);
    if (more == 0) return true;
    let affix = list + 4;
    for (; more > 0; more--) {
        const length: usize = load<u32>(affix);
        affix += 4;
        if (endsWith(start, end, affix, affix + length)) return true;
        affix += length;
    }
    return false;
}

function startsWith(start: usize, end: usize, affix: usize, affixEnd: usize): bool {
    let at = start;
    for (; affix < affixEnd; affix++) {
        if (at >= end) return false;
        let byte: i32 = load<u8>(at);
        let length: usize = 1;
        if (byte == PERCENT) {
            byte = at + 3 <= end ? escaped(at) : -1;
            length = 3;
        } else if (byte == PLUS) byte = SPACE;
        if (byte != <i32>load<u8>(affix)) return false;
        at += length;
    }
    return true;
}

/** A byte is the last of an escape exactly when a "%" stands two places before it. */
function endsWith(start: usize, end: usize, affix: usize, affixEnd: usize): bool {
    let at = end;
    while (affixEnd > affix) {
        if (at <= start) return false;
        let byte: i32 = load<u8>(at - 1);
        let length: usize = 1;
        if (at - start >= 3 && load<u8>(at - 3) == PERCENT) {
            byte = escaped(at - 3);
            length = 3;
        } else if (byte == PLUS) byte = SPACE;
        affixEnd--;
        if (byte != <i32>load<u8>(affixEnd)) return false;
        at -= length;
    }
    return true;
}

/** What the escape at `at` stands for, -1 when it has no two hex digits. */
export function escaped(at: usize): i32 {
    const high = hexDigit(load<u8>(at, 1));
    const low = hexDigit(load<u8>(at, 2));
    return (high | low) < 0 ? -1 : (high << 4) | low;
}

function hexDigit(byte: i32): i32 {
    if (<u32>(byte - 0x30) <= 9) return byte - 0x30;
    const letter = (byte | 0x20) - 0x61;
    return <u32>letter <= 5 ? letter + 10 : -1;
}
