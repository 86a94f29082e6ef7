import type { ParameterSpectrum } from "../probe/index.js";
import { significant } from "./numbers.js";
import type { Style } from "./style.js";
import { table } from "./table.js";
import { wrap } from "./text.js";

/** One line of the table: a matrix, and when it was looked at where that matters. */
export interface SpectrumRow {
  readonly name: string;
  readonly spectrum: ParameterSpectrum;
}

/** The spectra of recurrent matrices in numbers. */
export function spectrumTable(rows: readonly SpectrumRow[], style: Style): string {
  const head = ["recurrent matrix", "spectral radius", "largest singular value", "from orthogonal"];
  const body = rows.map(({ name, spectrum: { radius, largest, departure } }) => [
    name,
    significant(radius, 4),
    significant(largest, 4),
    significant(departure, 3),
  ]);
  const note = style.unicode
    ? "from orthogonal: ‖WᵀW − I‖ (Frobenius) / √n, 0 for a matrix that keeps every length."
    : "from orthogonal: |W'W - I| (Frobenius) / sqrt(n), 0 for a matrix that keeps every length.";
  return `${table(head, body, style)}\n${wrap(note, style)}`;
}
