import { z } from 'zod';

import { type Experiment, experimentSchema } from '../../src/spec/experiment';
import { problemSchema } from '../../src/spec/problem';
import { vscode } from './vscodeApi';

/** A number field's text as typed, the value it stands for, and what is wrong where it stands for none. */
const typedSchema = z.object({ text: z.string(), value: z.number().nullable(), problem: problemSchema.nullable() });
export type Typed = z.output<typeof typedSchema>;

const unfinishedSchema = z.object({
  file: z.string(),
  draft: z.unknown(),
  texts: z.array(z.tuple([z.string(), typedSchema])),
});

export interface Unfinished {
  readonly draft: Experiment;
  readonly texts: readonly (readonly [string, Typed])[];
}

// The host keeps valid drafts only. What is typed and not valid yet would be lost when the tab is hidden and the page
// with it, so it is kept here until it is valid.

export function saveUnfinished(file: string | null, draft: Experiment | null, texts: ReadonlyMap<string, Typed>): void {
  const unfinished = draft !== null && (!isValid(draft) || [...texts.values()].some(({ problem }) => problem));
  const state = readState();
  if (file === null || (!unfinished && state['unfinished'] === undefined)) return;
  vscode.setState({ ...state, unfinished: unfinished ? { file, draft, texts: [...texts] } : undefined });
}

export function readUnfinished(file: string | null): Unfinished | null {
  const parsed = unfinishedSchema.safeParse(readState()['unfinished']);
  if (!parsed.success || parsed.data.file !== file || !hasShape(parsed.data.draft)) return null;
  return { draft: parsed.data.draft, texts: parsed.data.texts };
}

export function isValid(draft: Experiment | null): boolean {
  return draft === null || experimentSchema.safeParse(draft).success;
}

/** Values may be out of range, but all fields are there and of their kind: the form can show it. */
function hasShape(draft: unknown): draft is Experiment {
  const parsed = experimentSchema.safeParse(draft);
  return parsed.success || parsed.error.issues.every(({ code }) => ['too_small', 'too_big', 'custom'].includes(code));
}

function readState(): Record<string, unknown> {
  const state = vscode.getState();
  return typeof state === 'object' && state !== null ? (state as Record<string, unknown>) : {};
}
