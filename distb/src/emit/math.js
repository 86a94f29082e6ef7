import { num, op, ref } from "./kernel.js";
const formats = {
    float32: {
        mantissa: 23,
        bias: 127,
        ln2: [0.693359375, -2.1219444e-4],
        expTerms: 6,
        logTerms: 5,
        lowest: -104,
        highest: 89,
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
export function vectorFunctions(real) {
    const f = formats[real];
    const x = ref("x");
    const shift = (left, of) => ({ v: "shift", left, by: f.mantissa, of });
    const bits = (b) => ({ v: "bits", bits: b });
    const call = (name, ...args) => ({ v: "call", name, args });
    const below = (a, b, yes, no) => op("select", op("less", a, b), yes, no);
    const half = 1.5 * 2 ** f.mantissa;
    const two = BigInt(f.mantissa);
    const wholeBits = BigInt(f.bias + f.mantissa) << two; // the bits of 2^mantissa
    /** 1/2! + r/3! + ... by Horner. */
    const series = (r) => {
        const terms = [];
        for (let i = 2, factorial = 2; i <= f.expTerms + 1; i++, factorial *= i)
            terms.push(1 / factorial);
        return terms
            .slice(0, -1)
            .reduceRight((acc, c) => op("add", op("mul", acc, r), num(c)), num(terms.at(-1) ?? 0));
    };
    const reduced = (of) => [
        { name: "n", value: op("sub", op("add", op("mul", of, num(Math.LOG2E)), num(half)), num(half)) },
        {
            name: "r",
            value: op("sub", op("sub", of, op("mul", ref("n"), num(f.ln2[0]))), op("mul", ref("n"), num(f.ln2[1]))),
        },
        { name: "p", value: op("add", op("mul", op("mul", ref("r"), ref("r")), series(ref("r"))), ref("r")) },
    ];
    const pow2 = {
        // 2^x for a whole x in [-bias, bias + 1]; 2^-bias comes out as 0.
        name: "pow2",
        params: ["x"],
        body: [],
        result: shift(true, op("add", x, num(half + f.bias))),
    };
    const exp = {
        name: "exp",
        params: ["x"],
        body: [
            {
                name: "c",
                value: below(x, num(f.lowest), num(f.lowest), below(num(f.highest), x, num(f.highest), x)),
            },
            ...reduced(ref("c")),
            // 2^n in two factors, because n itself may leave the range of exponents.
            { name: "m", value: op("sub", op("add", op("mul", ref("n"), num(0.5)), num(half)), num(half)) },
            { name: "y", value: op("mul", op("add", ref("p"), num(1)), call("pow2", ref("m"))) },
        ],
        result: op("mul", ref("y"), call("pow2", op("sub", ref("n"), ref("m")))),
    };
    // For x ≤ 0, where 2^n stays a normal number and one factor is enough.
    const lowestNormal = real === "float32" ? -87 : -708;
    const negative = (name, result) => ({
        name,
        params: ["x"],
        body: [
            { name: "c", value: below(x, num(lowestNormal), num(lowestNormal), x) },
            ...reduced(ref("c")),
            { name: "s", value: call("pow2", ref("n")) },
        ],
        result,
    });
    const expNegative = negative("exp_negative", op("mul", ref("s"), op("add", ref("p"), num(1))));
    // exp(x) - 1, exact near 0, where tanh needs it.
    const expm1 = negative("expm1_negative", op("add", op("mul", ref("s"), ref("p")), op("sub", ref("s"), num(1))));
    const signBit = 1n << BigInt(real === "float32" ? 31 : 63);
    const tanh = {
        name: "tanh",
        params: ["x"],
        body: [
            { name: "e", value: call("expm1_negative", op("mul", op("abs", x), num(-2))) },
            { name: "y", value: op("div", op("neg", ref("e")), op("add", ref("e"), num(2))) },
        ],
        result: op("or", ref("y"), op("and", x, bits(signBit))),
    };
    const sigmoid = {
        name: "sigmoid",
        params: ["x"],
        body: [
            { name: "e", value: call("exp_negative", op("neg", op("abs", x))) },
            { name: "s", value: below(x, num(0), ref("e"), num(1)) },
        ],
        result: op("div", ref("s"), op("add", ref("e"), num(1))),
    };
    const log = (() => {
        const tiny = op("less", x, num(f.smallestNormal));
        const s2 = ref("q");
        const odd = Array.from({ length: f.logTerms }, (_, i) => 2 / (2 * i + 3));
        const tail = odd
            .slice(0, -1)
            .reduceRight((acc, c) => op("add", op("mul", acc, s2), num(c)), num(odd.at(-1) ?? 0));
        return {
            name: "log",
            params: ["x"],
            body: [
                { name: "scaled", value: op("select", tiny, op("mul", x, num(2 ** (f.mantissa + 2))), x) },
                {
                    name: "e0",
                    value: op("sub", op("or", shift(false, ref("scaled")), bits(wholeBits)), num(2 ** f.mantissa + f.bias)),
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
                    value: op("add", op("mul", ref("e"), num(f.ln2[0])), op("add", op("mul", ref("e"), num(f.ln2[1])), ref("t"))),
                },
                {
                    name: "y0",
                    value: below(x, num(0), op("sub", op("mul", x, num(0)), op("div", num(0), num(0))), ref("y")),
                },
                { name: "y1", value: below(op("abs", x), num(f.smallest), num(Number.NEGATIVE_INFINITY), ref("y0")) },
                { name: "y2", value: below(num(f.largest), x, x, ref("y1")) },
            ],
            // NaN compares false with everything above: x - x brings it back.
            result: op("add", ref("y2"), below(op("abs", x), num(Number.POSITIVE_INFINITY), num(0), below(num(0), x, num(0), op("sub", x, x)))),
        };
    })();
    return [pow2, exp, expNegative, expm1, tanh, sigmoid, log];
}
