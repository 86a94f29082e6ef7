/** The part of the WebAssembly interface that Node and browsers share and the engine uses. */
declare namespace WebAssembly {
  class Memory {
    constructor(size: { initial: number });
    readonly buffer: ArrayBuffer;
  }
  function validate(module: Uint8Array): boolean;
  function instantiate(
    module: Uint8Array,
    imports: Record<string, Record<string, Memory>>,
  ): Promise<{ instance: { exports: Record<string, unknown> } }>;
}
