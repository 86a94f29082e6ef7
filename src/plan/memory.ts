/** A block of memory: [times, rows, ld] elements, of which `cols` of each row are meaningful. */
export interface Buffer {
  readonly name: string;
  readonly cols: number;
  /** Elements from one row to the next: `cols` padded to whole vectors. */
  readonly ld: number;
  readonly rows: number;
  readonly times: number;
  /** Position in the arena, in elements. */
  readonly offset: number;
}

/** Which time slot of a buffer: that of the running step plus a shift, the first one, or T (the runtime length) minus a number. */
export type Slot =
  | { readonly kind: "step"; readonly shift: number }
  | { readonly kind: "fixed" }
  | { readonly kind: "end"; readonly before: number };

/** Where a value lives while a step runs. */
export interface Ref {
  readonly buffer: Buffer;
  readonly slot: Slot;
}

export const atStep = (buffer: Buffer, shift = 0): Ref => ({ buffer, slot: { kind: "step", shift } });
export const fixed = (buffer: Buffer): Ref => ({ buffer, slot: { kind: "fixed" } });
export const atEnd = (buffer: Buffer, before: number): Ref => ({ buffer, slot: { kind: "end", before } });

export const showRef = ({ buffer, slot }: Ref): string => {
  if (slot.kind === "fixed") return buffer.name;
  if (slot.kind === "end") return `${buffer.name}[T${slot.before ? `-${slot.before}` : ""}]`;
  const shift = slot.shift === 0 ? "" : slot.shift > 0 ? `+${slot.shift}` : String(slot.shift);
  return `${buffer.name}[t${shift}]`;
};

/** Hands out places in the arena, one after another, rows padded to whole vectors. */
export class Arena {
  readonly buffers: Buffer[] = [];
  size = 0;
  private readonly taken = new Set<string>();

  /** @param lanes elements of one vector: the granularity of padding and alignment */
  constructor(readonly lanes: number) {}

  /** Padded length of a row of n elements. */
  pad(n: number): number {
    return Math.ceil(n / this.lanes) * this.lanes;
  }

  take(name: string, cols: number, rows = 1, times = 1): Buffer {
    return this.add(name, cols, this.pad(cols), rows, times);
  }

  /** One element a row without padding, for what is read and written one element at a time. */
  takeColumn(name: string, rows: number, times = 1): Buffer {
    return this.add(name, 1, 1, rows, times);
  }

  /** A dense region of n elements: what the outside reads and writes. */
  takeDense(name: string, n: number): Buffer {
    return this.add(name, n, this.pad(Math.max(1, n)), 1, 1);
  }

  private add(wanted: string, cols: number, ld: number, rows: number, times: number): Buffer {
    let name = wanted;
    for (let i = 2; this.taken.has(name); i++) name = `${wanted}.${i}`;
    this.taken.add(name);
    const buffer = Object.freeze({ name, cols, ld, rows, times, offset: this.size });
    this.buffers.push(buffer);
    this.size += this.pad(ld * rows * times);
    return buffer;
  }
}
