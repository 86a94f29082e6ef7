export const atStep = (buffer, shift = 0) => ({ buffer, slot: { kind: "step", shift } });
export const fixed = (buffer) => ({ buffer, slot: { kind: "fixed" } });
export const atEnd = (buffer, before) => ({ buffer, slot: { kind: "end", before } });
export const showRef = ({ buffer, slot }) => {
    if (slot.kind === "fixed")
        return buffer.name;
    if (slot.kind === "end")
        return `${buffer.name}[T${slot.before ? `-${slot.before}` : ""}]`;
    const shift = slot.shift === 0 ? "" : slot.shift > 0 ? `+${slot.shift}` : String(slot.shift);
    return `${buffer.name}[t${shift}]`;
};
/** Hands out places in the arena, one after another, rows padded to whole vectors. */
export class Arena {
    lanes;
    buffers = [];
    size = 0;
    taken = new Set();
    /** @param lanes elements of one vector: the granularity of padding and alignment */
    constructor(lanes) {
        this.lanes = lanes;
    }
    /** Padded length of a row of n elements. */
    pad(n) {
        return Math.ceil(n / this.lanes) * this.lanes;
    }
    take(name, cols, rows = 1, times = 1) {
        return this.add(name, cols, this.pad(cols), rows, times);
    }
    /** A dense region of n elements: what the outside reads and writes. */
    takeDense(name, n) {
        return this.add(name, n, this.pad(Math.max(1, n)), 1, 1);
    }
    add(wanted, cols, ld, rows, times) {
        let name = wanted;
        for (let i = 2; this.taken.has(name); i++)
            name = `${wanted}.${i}`;
        this.taken.add(name);
        const buffer = Object.freeze({ name, cols, ld, rows, times, offset: this.size });
        this.buffers.push(buffer);
        this.size += ld * rows * times;
        return buffer;
    }
}
