import path from 'node:path';

import { z } from 'zod';

import { codegenInputOf } from '../../codegen/beforeTraining';
import { generateTarget } from '../../codegen/generate';
import type { CodeParams, CodeResult } from '../../protocol/webview';
import { type CodeTarget, targetFiles } from '../../spec/codeTargets';
import { UserError } from '../../spec/errors';
import type { Experiment } from '../../spec/experiment';
import type { DataProfile } from '../../spec/profile';
import { checkDraft } from './checkDraft';

/** Where the CSV lies, and where its runs go: programs name the one from the other. */
export interface Places {
  /** Absolute path of the CSV. */
  readonly file: string;
  /** Absolute path of the folder that holds the run folders. */
  readonly outputFolder: string;
}

/**
 * The code that a run of this draft will leave, letter by letter, or why there is none.
 * @param profile null while the file has not been looked at
 */
export function previewCode({ draft, target }: CodeParams, profile: DataProfile | null, places: Places): CodeResult {
  if (!profile) return refusal('The columns of the file are not known yet.', 'Wait until it has been read.');
  const { experiment, problems } = checkDraft(draft, profile);
  const problem = problems[0];
  if (!experiment || problem) return refusal(problem?.message ?? 'The experiment is not valid.', problem?.hint ?? '');
  try {
    return { pieces: piecesOf(target, programOf(experiment, target, profile, places)), refused: null };
  } catch (error) {
    if (error instanceof UserError) return refusal(error.message, error.hint);
    throw error;
  }
}

function programOf(experiment: Experiment, target: CodeTarget, profile: DataProfile, places: Places): string {
  const { label, file } = targetFiles[target];
  const data = { ...experiment.data, file: fromRunFolder(places) };
  const files = generateTarget(codegenInputOf({ ...experiment, data }, profile), target);
  const program = files.find((candidate) => candidate.path === file);
  if (!program) throw new Error(`${label} has written no ${file}`);
  return program.text;
}

/** As `RunFolder.create` writes it: every run folder lies right in the output folder. */
function fromRunFolder({ file, outputFolder }: Places): string {
  return path.relative(path.join(outputFolder, 'run'), file).split(path.sep).join('/');
}

const sourceSchema = z.union([z.string(), z.array(z.string()).transform((lines) => lines.join(''))]);
const notebookSchema = z.object({
  cells: z.array(z.object({ cell_type: z.enum(['code', 'markdown']), source: sourceSchema })),
});

function piecesOf(target: CodeTarget, text: string): CodeResult['pieces'] {
  const { language } = targetFiles[target];
  if (language !== 'notebook') return [{ language, text }];
  return notebookSchema
    .parse(JSON.parse(text))
    .cells.map(({ cell_type, source }) => ({ language: cell_type === 'code' ? 'python' : 'markdown', text: source }));
}

const refusal = (message: string, hint: string): CodeResult => ({ pieces: [], refused: { message, hint } });
