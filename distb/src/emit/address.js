import { minus, plus, times } from "./kernel.js";
/** Position of row `row` of a value in the arena, in elements. */
export function address({ buffer, slot }, mode, row) {
    const stride = buffer.rows * buffer.ld;
    const inside = plus(times(row, buffer.ld), buffer.offset);
    if (slot.kind === "fixed")
        return inside;
    if (slot.kind === "end")
        return plus(times(minus("T", slot.before), stride), inside);
    if (mode === "flat")
        return plus(times(row, buffer.ld), buffer.offset + slot.shift * stride);
    return plus(times("t", stride), plus(times(row, buffer.ld), buffer.offset + slot.shift * stride));
}
