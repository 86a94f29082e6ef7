/**
 * The sizes that every benchmark runs at: a small network on a small batch; one large enough for any library; two of
 * the long thin ones that long-term memory is studied with; and one that divides by no vector width.
 */
export const standardShapes = [
    { T: 200, B: 32, H: 128 },
    { T: 100, B: 128, H: 512 },
    { T: 750, B: 20, H: 80 },
    { T: 1000, B: 16, H: 100 },
    { T: 200, B: 5, H: 33 },
];
const LARGEST = 1_000_000;
/** A shape written as TxBxH, e.g. "200x32x128". Throws RangeError with one sentence. */
export function parseShape(text) {
    const [T = 0, B = 0, H = 0, ...more] = text.split("x").map(Number);
    const isShape = [T, B, H].every((n) => Number.isInteger(n) && n >= 1 && n <= LARGEST) && more.length === 0;
    if (isShape)
        return { T, B, H };
    throw new RangeError(`A shape is TxBxH, three whole numbers from 1 to ${LARGEST}, but it was ${JSON.stringify(text)}; write e.g. 200x32x128.`);
}
/** "T 200, B 32, H 128". */
export const shapeName = ({ T, B, H }) => `T ${T}, B ${B}, H ${H}`;
