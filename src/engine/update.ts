import type { Measured, Updater } from "../interp/index.js";
import type { Plan, UpdateMemory } from "../plan/index.js";
import type { Real } from "./engine.js";
import type { PlanMemory } from "./memory.js";
import type { Machine } from "./planned.js";

/** An update in generated code, on the engine's own parameters and gradients. */
export class PlannedUpdater implements Updater {
  readonly state: readonly Real[];
  private readonly memory: UpdateMemory;
  private readonly numbers: Readonly<Record<string, Real>>;
  private readonly tensorNumbers: Readonly<Record<string, Real>>;
  private readonly scale: Real;
  /** Of every block. */
  private readonly squares: Float64Array;
  private readonly largest: Real;

  constructor(
    { memory }: NonNullable<Plan["update"]>,
    arena: PlanMemory,
    private readonly machine: Machine,
    private readonly grads: Real,
    private readonly params: Real,
  ) {
    const views = (of: UpdateMemory["numbers"]) =>
      Object.fromEntries(Object.entries(of).map(([name, buffer]) => [name, arena.view(buffer)]));
    this.memory = memory;
    this.state = memory.state.map((buffer) => arena.view(buffer).subarray(0, params.length));
    this.numbers = views(memory.numbers);
    this.tensorNumbers = views(memory.tensorNumbers);
    this.scale = arena.view(memory.scale);
    const squares = arena.view(memory.squares);
    this.squares = new Float64Array(squares.buffer, squares.byteOffset, memory.largest.cols);
    this.largest = arena.view(memory.largest);
    const mask = arena.view(memory.mask);
    mask.fill(1, 0, mask.length / 2);
  }

  set(number: string, value: number): void {
    this.numbers[number]?.fill(value, 0, 1);
  }

  fill(tensorNumber: string, tensor: number, value: number): void {
    const { offset, size } = this.memory.tensors[tensor] ?? { offset: 0, size: 0 };
    this.tensorNumbers[tensorNumber]?.fill(value, offset, offset + size);
  }

  measure(k: number, scale: number, ...arrays: readonly Real[]): Measured {
    if (!arrays.every((array) => array === this.grads || array === this.params)) throw foreign();
    this.scale[0] = scale;
    this.machine.run(`measure${k}`, 1);
    const { tensors } = this.memory;
    const squares = new Float64Array(tensors.length);
    const largest = new Float64Array(tensors.length);
    for (let t = 0, block = 0; t < tensors.length; t++) {
      let sum = 0;
      let top = 0;
      for (const end = tensors[t + 1]?.first ?? this.squares.length; block < end; block++) {
        sum += this.squares[block] ?? Number.NaN;
        top = Math.max(top, this.largest[block] ?? Number.NaN);
      }
      squares[t] = sum;
      largest[t] = top;
    }
    return { squares, largest };
  }

  move(grads: Real, params: Real): void {
    if (grads !== this.grads || params !== this.params) throw foreign();
    this.machine.run("update", 1);
  }
}

const foreign = (): Error =>
  new RangeError("generated code moves the engine's own arrays; give engine.grads and engine.params");
