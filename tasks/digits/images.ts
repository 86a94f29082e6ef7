/** Side of an image as the package has it. */
export const SIDE = 28;
export const CLASSES = 10;
/** Of every class, the images after this share are never trained on. */
const TRAINED = 0.8;

const PACKAGE = "mnist";

/** Images of one size by class, a byte a pixel, row by row: `trained` may be learnt from, `heldOut` may not. */
export interface Images {
  readonly pixels: number;
  readonly trained: readonly (readonly Uint8Array[])[];
  readonly heldOut: readonly (readonly Uint8Array[])[];
}

const known = new Map<number, Images>();

/**
 * The images with a side of 28, 14 or 7 pixels, each the mean of a square of the original. They are read when first
 * asked for, which takes about a second, and kept.
 *
 * @throws RangeError where the package that holds them is not installed, or there is no Node
 */
export function images(side: number): Images {
  const found = known.get(side);
  if (found) return found;
  const classes = side === SIDE ? readAll() : shrink(images(SIDE), side);
  const split = (one: readonly Uint8Array[]) => Math.round(TRAINED * one.length);
  const made: Images = {
    pixels: side * side,
    trained: classes.map((one) => one.slice(0, split(one))),
    heldOut: classes.map((one) => one.slice(split(one))),
  };
  known.set(side, made);
  return made;
}

/** A file of the package: numbers from 0 to 1, image after image. */
type File = { readonly data: readonly number[] };

function readAll(): Uint8Array[][] {
  const require = requirer();
  return Array.from({ length: CLASSES }, (_, digit) => {
    const path = `${PACKAGE}/src/digits/${digit}.json`;
    const { data } = read(require, path);
    // It would otherwise stay in memory at eight times the size.
    delete require.cache[require.resolve(path)];
    const bytes = Uint8Array.from(data, (value) => Math.round(255 * value));
    const n = SIDE * SIDE;
    return Array.from({ length: bytes.length / n }, (_, i) => bytes.subarray(i * n, (i + 1) * n));
  });
}

/** Asked of the process, not imported, so that the other tasks run in a browser. */
function requirer(): NodeJS.Require {
  const module = globalThis.process?.getBuiltinModule?.("node:module");
  if (module) return module.createRequire(import.meta.url);
  throw new RangeError(
    'The images of task "digits" are read by Node 20.16 or later, but this is none; use another task here.',
  );
}

function read(require: NodeJS.Require, path: string): File {
  try {
    return require(path) as File;
  } catch (error) {
    if ((error as { code?: unknown }).code !== "MODULE_NOT_FOUND") throw error;
    throw new RangeError(
      `Task "digits" needs the images of the npm package "${PACKAGE}", which is not installed; run: npm install ${PACKAGE}@1 (with -g where Hindsight is installed globally).`,
    );
  }
}

/** Each pixel the mean of a square of pixels. */
function shrink({ trained, heldOut }: Images, side: number): Uint8Array[][] {
  const by = SIDE / side;
  const small = (image: Uint8Array) =>
    Uint8Array.from({ length: side * side }, (_, p) => {
      const corner = Math.floor(p / side) * by * SIDE + (p % side) * by;
      let sum = 0;
      for (let row = 0; row < by; row++)
        for (let col = 0; col < by; col++) sum += image[corner + row * SIDE + col] ?? 0;
      return Math.round(sum / by ** 2);
    });
  return trained.map((one, digit) => [...one, ...(heldOut[digit] ?? [])].map(small));
}
