// The part of WebAssembly that the engine uses. TypeScript has its types only in the library of browsers.
declare namespace WebAssembly {
  interface Module {}
  var Module: { new (bytes: Uint8Array): Module };
  interface Memory {
    readonly buffer: ArrayBuffer;
    grow(pages: number): number;
  }
  var Memory: { new (descriptor: { initial: number; maximum?: number; shared?: boolean }): Memory };
  interface Instance {
    readonly exports: Record<string, unknown>;
  }
  var Instance: { new (module: Module, imports: Record<string, Record<string, unknown>>): Instance };
  class RuntimeError extends Error {}
  function validate(bytes: Uint8Array): boolean;
}
