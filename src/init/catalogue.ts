import { chronoKeep, chronoWrite } from "./chrono.js";
import { constant, zeros } from "./constant.js";
import { cycle } from "./cycle.js";
import { glorotNormal, glorotUniform, heNormal, heUniform, lecunNormal } from "./fan.js";
import { identity } from "./identity.js";
import type { Initialiser } from "./initialiser.js";
import { orthogonal } from "./orthogonal.js";
import { normal, uniform } from "./random.js";
import { cayley, henaff } from "./skew.js";
import { sparseSpectral } from "./sparse.js";
import { torchBias, torchUniform } from "./torch.js";

/** A kind of initialiser, as lists and the parser of texts such as "orthogonal:1.5" know it. */
export interface InitialiserFamily {
  readonly summary: string;
  readonly source: string;
  /** What its number is called; absent when it takes none. */
  readonly argument?: string;
  /** The number when none is given; absent when it must be given. */
  readonly fallback?: number;
  /** What a second number is called, which may be left out. */
  readonly second?: string;
  readonly example: Initialiser;
  make(value: number, second?: number): Initialiser;
}

const gain = (make: (gain: number) => Initialiser, summary: string, source: string): InitialiserFamily => ({
  summary,
  source,
  argument: "gain",
  fallback: 1,
  example: make(1),
  make,
});

const number = (
  argument: string,
  example: number,
  make: (value: number, second?: number) => Initialiser,
  summary: string,
  source: string,
): InitialiserFamily => ({ summary, source, make, argument, example: make(example) });

const blocks = (make: () => Initialiser, summary: string, source: string): InitialiserFamily => ({
  summary,
  source,
  example: make(),
  make,
});

const common = "common practice";
const glorot = "Glorot & Bengio 2010";
const he = "He et al. 2015";
const lecun = "LeCun et al. 1998";
const chrono = "Tallec & Ollivier 2018";
const helfrich = "Helfrich, Willmott & Ye 2018";
const pytorch = "PyTorch, torch.nn";

/** Every initialiser by its name, in the order of lists. */
export const initialisers: ReadonlyMap<string, InitialiserFamily> = new Map([
  ["zeros", { summary: "every value 0", source: common, example: zeros(), make: zeros }],
  ["constant", number("value", 0.5, constant, "every value the same", common)],
  ["normal", number("std", 0.01, normal, "normal with mean 0", common)],
  ["uniform", number("bound", 0.1, uniform, "uniform in ±bound", common)],
  ["glorot-uniform", gain(glorotUniform, "uniform, variance 2 / (fan-in + fan-out)", glorot)],
  ["glorot-normal", gain(glorotNormal, "normal, variance 2 / (fan-in + fan-out)", glorot)],
  ["he-uniform", gain(heUniform, "uniform, variance 2 / fan-in", he)],
  ["he-normal", gain(heNormal, "normal, variance 2 / fan-in", he)],
  ["lecun-normal", gain(lecunNormal, "normal, variance 1 / fan-in", lecun)],
  ["orthogonal", gain(orthogonal, "orthonormal rows or columns, Haar distributed", "Saxe et al. 2014")],
  ["identity", gain(identity, "ones on the diagonal", "Le, Jaitly & Hinton 2015")],
  ["cycle", gain(cycle, "every unit sees the one before it, in a ring", "Rodan & Tiňo 2011")],
  [
    "sparse-spectral",
    {
      ...number("radius", 0.9, sparseSpectral, "few values, scaled to a spectral radius", "Jaeger 2001"),
      second: "density",
    },
  ],
  ["henaff", blocks(henaff, "skew blocks, whose exponential rotates by angles in ±π", "Henaff et al. 2016")],
  ["cayley", blocks(cayley, "skew blocks, whose Cayley transform rotates by up to π/2", helfrich)],
  ["torch-uniform", number("H", 64, torchUniform, "uniform in ±1/√H", pytorch)],
  ["torch-bias", number("H", 64, torchBias, "sum of two draws of torch-uniform", pytorch)],
  ["chrono-keep", number("Tmax", 100, chronoKeep, "log U(1, Tmax − 1), for a keep gate's bias", chrono)],
  ["chrono-write", number("Tmax", 100, chronoWrite, "minus chrono-keep, for a write gate's bias", chrono)],
]);
