import { num, op, ref, type Vec, type VecFunction } from "./kernel.js";

/** Layout of a floating-point format, and how many terms its polynomials need. */
interface Format {
  readonly mantissa: number;
  readonly bias: number;
  /** ln 2 as a sum of a short and a long part, so that n·ln2 loses nothing. */
  readonly ln2: readonly [number, number];
  /** Terms of exp(r) - 1 for |r| ≤ ln(2)/2 after the first. */
  readonly expTerms: number;
  /** Terms of the atanh series of log after the first. */
  readonly logTerms: number;
  readonly lowest: number;
  readonly highest: number;
  /** Between these exp(x) is a normal number. */
  readonly lowestNormalExp: number;
  readonly highestNormalExp: number;
  /** Beyond it tanh(x / 2) rounds to 1. */
  readonly tanhIsOne: number;
  readonly smallestNormal: number;
  /** Smallest number above 0, and largest finite one. */
  readonly smallest: number;
  readonly largest: number;
}

const formats: Readonly<Record<"float32" | "float64", Format>> = {
  float32: {
    mantissa: 23,
    bias: 127,
    ln2: [0.693359375, -2.1219444e-4],
    expTerms: 6,
    logTerms: 5,
    lowest: -104,
    highest: 89,
    lowestNormalExp: -87,
    highestNormalExp: 88,
    tanhIsOne: 20,
    smallestNormal: 2 ** -126,
    smallest: 2 ** -149,
    largest: (2 - 2 ** -23) * 2 ** 127,
  },
  float64: {
    mantissa: 52,
    bias: 1023,
    ln2: [0.6931471803691238, 1.9082149292705877e-10],
    expTerms: 12,
    logTerms: 11,
    lowest: -746,
    highest: 710,
    lowestNormalExp: -708,
    highestNormalExp: 709,
    tanhIsOne: 40,
    smallestNormal: 2 ** -1022,
    smallest: Number.MIN_VALUE,
    largest: Number.MAX_VALUE,
  },
};

/**
 * The vector functions of both backends, one polynomial each, as expressions.
 *
 * Error: exp, tanh and sigmoid within 4 units in the last place of the exact value, log within 4 (measured over
 * their whole range by `test/emit/math.test.ts`). NaN and infinities pass through as IEEE 754 says.
 */
export function vectorFunctions(real: "float32" | "float64"): VecFunction[] {
  const f = formats[real];
  const x = ref("x");
  const shift = (left: boolean, of: Vec): Vec => ({ v: "shift", left, by: f.mantissa, of });
  const bits = (b: bigint): Vec => ({ v: "bits", bits: b });
  const call = (name: string, ...args: Vec[]): Vec => ({ v: "call", name, args });
  const below = (a: Vec, b: Vec, yes: Vec, no: Vec): Vec => op("select", op("less", a, b), yes, no);
  const half = 1.5 * 2 ** f.mantissa;
  const two = BigInt(f.mantissa);
  const wholeBits = BigInt(f.bias + f.mantissa) << two; // the bits of 2^mantissa

  /** 1/2! + r/3! + ... by Horner. */
  const series = (r: Vec): Vec => {
    const terms: number[] = [];
    for (let i = 2, factorial = 2; i <= f.expTerms + 1; i++, factorial *= i) terms.push(1 / factorial);
    return terms
      .slice(0, -1)
      .reduceRight<Vec>((acc, c) => op("add", op("mul", acc, r), num(c)), num(terms.at(-1) ?? 0));
  };
  const r = ref("r");
  const clamp = (of: Vec, low: number, high: number): Vec => op("min", op("max", of, num(low)), num(high));
  /** c = n·ln 2 + r. The low bits of t are those of n + bias: shifted into the exponent they are 2^n. */
  const split = [
    { name: "t", value: op("add", op("mul", ref("c"), num(Math.LOG2E)), num(half + f.bias)) },
    { name: "n", value: op("sub", ref("t"), num(half + f.bias)) },
    {
      name: "r",
      value: op(
        "sub",
        op("sub", ref("c"), op("mul", ref("n"), num(f.ln2[0]))),
        op("mul", ref("n"), num(f.ln2[1])),
      ),
    },
  ];
  const powerOfN = shift(true, ref("t"));
  const pow2: VecFunction = {
    // 2^x for a whole x in [-bias, bias + 1]; 2^-bias comes out as 0.
    name: "pow2",
    params: ["x"],
    body: [],
    result: shift(true, op("add", x, num(half + f.bias))),
  };
  const exp: VecFunction = {
    name: "exp",
    params: ["x"],
    body: [
      { name: "c", value: clamp(x, f.lowest, f.highest) },
      ...split,
      { name: "q", value: op("add", op("add", op("mul", op("mul", r, r), series(r)), r), num(1)) },
      // 2^n in two factors, because n itself may leave the range of exponents.
      { name: "m", value: op("sub", op("add", op("mul", ref("n"), num(0.5)), num(half)), num(half)) },
      { name: "y", value: op("mul", ref("q"), call("pow2", ref("m"))) },
    ],
    result: op("mul", ref("y"), call("pow2", op("sub", ref("n"), ref("m")))),
  };
  // 1 / (1 + exp(-x)), where exp stays a normal number.
  const sigmoid: VecFunction = {
    name: "sigmoid",
    params: ["x"],
    body: [
      { name: "c", value: clamp(op("neg", x), f.lowestNormalExp, f.highestNormalExp) },
      ...split,
      {
        name: "q",
        value: op("add", op("mul", op("add", op("mul", series(r), r), num(1)), r), num(1)),
      },
    ],
    result: op("div", num(1), op("add", op("mul", powerOfN, ref("q")), num(1))),
  };
  // e / (e + 2) with e = exp(2x) - 1, exact near 0; beyond the bounds it is 1.
  const tanh: VecFunction = {
    name: "tanh",
    params: ["x"],
    body: [
      { name: "c", value: clamp(op("mul", x, num(2)), -f.tanhIsOne, f.tanhIsOne) },
      ...split,
      { name: "p", value: op("add", op("mul", op("mul", r, r), series(r)), r) },
      { name: "s", value: powerOfN },
      { name: "e", value: op("add", op("mul", ref("s"), ref("p")), op("sub", ref("s"), num(1))) },
    ],
    result: op("div", ref("e"), op("add", ref("e"), num(2))),
  };
  const log = ((): VecFunction => {
    const tiny = op("less", x, num(f.smallestNormal));
    const s2 = ref("q");
    const odd = Array.from({ length: f.logTerms }, (_, i) => 2 / (2 * i + 3));
    const tail = odd
      .slice(0, -1)
      .reduceRight<Vec>((acc, c) => op("add", op("mul", acc, s2), num(c)), num(odd.at(-1) ?? 0));
    return {
      name: "log",
      params: ["x"],
      body: [
        { name: "scaled", value: op("select", tiny, op("mul", x, num(2 ** (f.mantissa + 2))), x) },
        {
          name: "e0",
          value: op(
            "sub",
            op("or", shift(false, ref("scaled")), bits(wholeBits)),
            num(2 ** f.mantissa + f.bias),
          ),
        },
        { name: "e1", value: op("select", tiny, op("sub", ref("e0"), num(f.mantissa + 2)), ref("e0")) },
        {
          name: "m0",
          value: op("or", op("and", ref("scaled"), bits((1n << two) - 1n)), bits(BigInt(f.bias) << two)),
        },
        { name: "big", value: op("less", num(Math.SQRT2), ref("m0")) },
        { name: "m", value: op("select", ref("big"), op("mul", ref("m0"), num(0.5)), ref("m0")) },
        { name: "e", value: op("select", ref("big"), op("add", ref("e1"), num(1)), ref("e1")) },
        { name: "w", value: op("sub", ref("m"), num(1)) },
        { name: "s", value: op("div", ref("w"), op("add", ref("w"), num(2))) },
        { name: "q", value: op("mul", ref("s"), ref("s")) },
        // 2s = w - s·w keeps the leading digits of w.
        {
          name: "t",
          value: op("sub", ref("w"), op("mul", ref("s"), op("sub", ref("w"), op("mul", ref("q"), tail)))),
        },
        {
          name: "y",
          value: op(
            "add",
            op("mul", ref("e"), num(f.ln2[0])),
            op("add", op("mul", ref("e"), num(f.ln2[1])), ref("t")),
          ),
        },
        {
          name: "y0",
          value: below(x, num(0), op("sub", op("mul", x, num(0)), op("div", num(0), num(0))), ref("y")),
        },
        { name: "y1", value: below(op("abs", x), num(f.smallest), num(Number.NEGATIVE_INFINITY), ref("y0")) },
        { name: "y2", value: below(num(f.largest), x, x, ref("y1")) },
      ],
      // NaN compares false with everything above: x - x brings it back.
      result: op(
        "add",
        ref("y2"),
        below(op("abs", x), num(Number.POSITIVE_INFINITY), num(0), below(num(0), x, num(0), op("sub", x, x))),
      ),
    };
  })();
  return [pow2, exp, sigmoid, tanh, log];
}
