import type { z } from 'zod';

import { UserError } from './errors';
import { type Experiment, experimentSchema, experimentVersion } from './experiment';
import type { Problem } from './problem';

/**
 * Checks something unknown against the experiment format and fills in the defaults.
 *
 * @param file shown in the error's message, when the input came from a file
 * @throws UserError that names the first wrong field; the others are in `details.others`
 */
export function parseExperiment(input: unknown, file?: string): Experiment {
  const result = safeParseExperiment(input);
  if ('experiment' in result) return result.experiment;
  const [first, ...others] = result.problems;
  if (!first) throw new Error('a failed parse without a problem');
  const where = file ? `${file}: ` : '';
  throw new UserError(`${where}${first.path ? `${first.path}: ` : ''}${first.message}`, first.hint, {
    code: 'experiment/invalid',
    path: first.path,
    ...(file ? { file } : {}),
    others: others.map(({ message, path }) => ({ message, path })),
  });
}

/** Like `parseExperiment`, but answers with all problems instead of throwing. */
export function safeParseExperiment(input: unknown): { experiment: Experiment } | { problems: Problem[] } {
  const version = versionProblem(input);
  if (version) return { problems: [version] };
  const result = experimentSchema.safeParse(input, { reportInput: true });
  if (result.success) return { experiment: result.data };
  return { problems: result.error.issues.flatMap(toProblems) };
}

function versionProblem(input: unknown): Problem | null {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return {
      path: '',
      message: 'an experiment must be a JSON object',
      hint: 'Start from `sequence-lab init data.csv`, which writes a valid experiment.json.',
    };
  }
  const version = (input as { version?: unknown }).version;
  if (version === experimentVersion) return null;
  if (version === undefined) {
    return {
      path: 'version',
      message: 'the field "version" is missing',
      hint: `Add "version": ${experimentVersion}.`,
    };
  }
  if (typeof version === 'number' && Number.isInteger(version) && version > experimentVersion) {
    return {
      path: 'version',
      message: `version ${version} was written by a newer Sequence Lab; this one reads version ${experimentVersion}`,
      hint: 'Update the extension, or make the experiment anew with this version.',
    };
  }
  return {
    path: 'version',
    message: `${JSON.stringify(version)} is not a version of the experiment format`,
    hint: `Set "version": ${experimentVersion}.`,
  };
}

function toProblems(issue: z.core.$ZodIssue): Problem[] {
  const at = (...extra: PropertyKey[]): string => [...issue.path, ...extra].map(String).join('.');
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        path: at(key),
        message: `unknown field "${key}"`,
        hint: 'Remove it or correct its spelling; the editor completes the field names.',
      }));
    case 'invalid_value':
      return [
        {
          path: at(),
          message: `must be ${oneOf(issue.values.map((value) => JSON.stringify(value)))}`,
          hint: 'Choose one of these values.',
        },
      ];
    case 'invalid_type':
      return [
        {
          path: at(),
          message:
            issue.input === undefined ? 'is missing' : `must be ${article(issue.expected)}, not ${shown(issue.input)}`,
          hint: issue.input === undefined ? `Add this field (${article(issue.expected)}).` : 'Correct the value.',
        },
      ];
    default:
      return [{ path: at(), message: issue.message, hint: 'Correct the value.' }];
  }
}

function oneOf(values: string[]): string {
  return values.length === 1 ? (values[0] ?? '') : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;
}

function article(type: string): string {
  if (type === 'int') return 'a whole number';
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}

/** A wrong value in a few words: short ones as they are, long ones by their type. */
function shown(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : JSON.stringify(value);
  if (text.length <= 30) return text;
  return Array.isArray(value) ? 'a list' : article(typeof value);
}
