/** Moves dense rows in and out of the padded rows of a plan's arena. */
export class PlanMemory {
    arena;
    constructor(arena) {
        this.arena = arena;
    }
    view(b) {
        return this.arena.subarray(b.offset, b.offset + b.times * b.rows * b.ld);
    }
    /** `times` steps of values, from step `first` of what is given. */
    write(b, values, times, first = 0) {
        const to = this.view(b);
        const { cols, ld, rows } = b;
        const start = first * rows * cols;
        if (ld === cols && start === 0 && values.length === times * rows * cols) {
            to.set(values);
            return;
        }
        for (let r = 0, from = start, at = 0; r < times * rows; r++, at += ld)
            for (let j = 0; j < cols; j++, from++)
                to[at + j] = values[from] ?? Number.NaN;
    }
    /** Values into the first step, or zeros. */
    writeOrClear(b, values) {
        if (values)
            this.write(b, values, 1);
        else
            this.view(b).fill(0, 0, b.rows * b.ld);
    }
    /** `times` steps from step `first` as dense rows. */
    read(b, first, times) {
        const from = this.view(b).subarray(first * b.rows * b.ld);
        const out = new Float64Array(times * b.rows * b.cols);
        for (let r = 0; r < times * b.rows; r++)
            out.set(from.subarray(r * b.ld, r * b.ld + b.cols), r * b.cols);
        return out;
    }
}
