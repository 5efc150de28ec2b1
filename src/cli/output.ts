import type { ErrorReport } from '../spec/errors';

/** An error as `summary.json` or `toErrorReport` has it. */
type ToldError = Pick<ErrorReport, 'message' | 'hint' | 'defect' | 'others'>;

/** What a command says: JSON lines or a result on standard output, words for people on standard error. */
export interface Output {
  readonly json: boolean;
  /** A line of JSON; nothing without `--json`. */
  record(type: string, content: object): void;
  /** The result itself, for people and for `$(…)`; nothing with `--json`. */
  result(text: string): void;
  /** For people; nothing with `--json`. */
  say(text: string): void;
  error(report: ToldError): void;
}

export function createOutput(json: boolean): Output {
  const record = (type: string, content: object): void => {
    process.stdout.write(`${JSON.stringify({ type, ...content })}\n`);
  };
  return {
    json,
    record: (type, content) => {
      if (json) record(type, content);
    },
    result: (text) => {
      if (!json) process.stdout.write(`${text}\n`);
    },
    say: (text) => {
      if (!json) process.stderr.write(`${text}\n`);
    },
    error: (report) => {
      if (json) record('error', report);
      else process.stderr.write(`${describeError(report)}\n`);
    },
  };
}

function describeError({ message, hint, others = [] }: ToldError): string {
  const more = others.map((other) => `  also: ${other.path ? `${other.path}: ` : ''}${other.message}`);
  return [`Error: ${message}`, ...more, hint].join('\n');
}
