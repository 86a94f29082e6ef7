/** The part of asciichart that we use; the package brings no types. */
declare module "asciichart" {
  interface PlotConfig {
    readonly min: number;
    readonly max: number;
    readonly height: number;
    readonly offset: number;
    readonly format: (value: number) => string;
    readonly symbols: readonly string[];
  }
  const asciichart: {
    plot(series: readonly number[], config: PlotConfig): string;
  };
  export default asciichart;
}
