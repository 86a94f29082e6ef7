/** The part of ndarray-ops that the interpreter uses; the package ships no types. */
declare module "ndarray-ops" {
  import type { NdArray } from "ndarray";

  type Unary = (dest: NdArray, a: NdArray) => void;
  type Binary = (dest: NdArray, a: NdArray, b: NdArray) => void;
  type WithScalar = (dest: NdArray, a: NdArray, s: number) => void;
  const ops: {
    assign: Unary;
    assigns: (dest: NdArray, s: number) => void;
    neg: Unary;
    exp: Unary;
    log: Unary;
    sqrt: Unary;
    abs: Unary;
    add: Binary;
    addeq: Unary;
    sub: Binary;
    mul: Binary;
    div: Binary;
    muls: WithScalar;
    sum: (a: NdArray) => number;
    sup: (a: NdArray) => number;
  };
  export default ops;
}
