/** A file of a model. */
export interface ModelFile {
  /** Relative to the folder that it belongs in. */
  readonly path: string;
  readonly data: Uint8Array;
}
