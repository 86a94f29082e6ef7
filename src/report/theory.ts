/** What a theory says of every place in a map of two settings. */
export interface Theory {
  /** One line for the legend, with its source. */
  readonly name: string;
  /** The name of the region that (x, y) lies in; the line is drawn between regions. */
  region(x: number, y: number): string;
}

/** The theory of a map over two settings named as on the command line ("gain", "forget-bias", "T"), where one is known. */
export function theoryOf(_x: string, _y: string): Theory | undefined {
  throw new Error("not written yet");
}
