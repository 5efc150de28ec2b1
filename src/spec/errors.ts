/**
 * An error that the user can mend: what happened and where (message), and the next step (hint).
 * Anything else that is thrown is a defect and keeps its stack.
 *
 * `code` survives message edges (`instanceof` does not), so that the page can offer the action that mends it.
 */
export class UserError extends Error {
  override readonly name = 'UserError';

  constructor(
    message: string,
    readonly hint: string,
    readonly details: UserErrorDetails = {},
  ) {
    super(message);
  }
}

export interface UserErrorDetails {
  /** Stable name of the kind of error, e.g. `csv/ragged-row`. */
  readonly code?: string;
  readonly file?: string;
  /** 1-based line in `file`. */
  readonly line?: number;
  /** Name of the CSV column. */
  readonly column?: string;
  /** Dotted path into the experiment, e.g. `training.epochs`. */
  readonly path?: string;
  /** Other problems found in the same pass. */
  readonly others?: readonly { readonly message: string; readonly path?: string }[];
}

/** What a `UserError` or a defect looks like in a message or in `summary.json`. */
export interface ErrorReport extends UserErrorDetails {
  readonly message: string;
  readonly hint: string;
  /** True for anything but a `UserError`: the program is at fault, the log has the stack. */
  readonly defect: boolean;
}

/** Turns anything thrown into a report that can be shown, stored and sent. */
export function toErrorReport(error: unknown): ErrorReport {
  if (error instanceof UserError) {
    return { ...error.details, message: error.message, hint: error.hint, defect: false };
  }
  const message = error instanceof Error ? error.message : String(error);
  return {
    message,
    hint: 'This is a defect in Sequence Lab. The log has the details; reporting it helps.',
    defect: true,
  };
}
