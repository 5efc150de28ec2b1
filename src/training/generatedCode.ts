import type { UserError } from '../spec/errors';

export interface GeneratedFile {
  /** Relative to `code/`, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** The programs that reproduce a run. */
export interface GeneratedCode {
  readonly files: readonly GeneratedFile[];
  /** Libraries that cannot express the experiment: why. */
  readonly refused: readonly { readonly error: UserError }[];
}
