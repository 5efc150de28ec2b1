import { type CodeTarget, codeTargets } from '../spec/codeTargets';
import type { UserError } from '../spec/errors';
import type { CodegenInput } from './input';
import { kerasTarget } from './keras/keras';
import { notebookTarget } from './notebook/notebook';
import { type Pipeline, describePipeline } from './pipeline';
import { pytorchTarget } from './pytorch/pytorch';
import { type Unsupported, refusal } from './supported';
import { tfjsTarget } from './tfjs/tfjs';

export interface GeneratedFile {
  /** Relative to the run folder's `code/`, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** What writes the programs of one library. */
export interface Target {
  /** As it is called in a sentence: `Keras`. */
  readonly label: string;
  /** What its programs cannot express of an experiment; nothing where they can all of it. */
  unsupported(input: CodegenInput): readonly Unsupported[];
  files(pipeline: Pipeline): GeneratedFile[];
}

const targets: Readonly<Record<CodeTarget, Target>> = {
  keras: kerasTarget,
  pytorch: pytorchTarget,
  tfjs: tfjsTarget,
  notebook: notebookTarget,
};

/** Why a target cannot express an experiment; null where it can. */
export const refusedBy = (name: CodeTarget, input: CodegenInput): UserError | null =>
  refusal(targets[name].label, targets[name].unsupported(input));

/**
 * The code that reproduces a run, without Sequence Lab: the files of one target.
 * @throws UserError `codegen/unsupported` where the target cannot express the experiment
 */
export function generateTarget(input: CodegenInput, name: CodeTarget): GeneratedFile[] {
  const refused = refusedBy(name, input);
  if (refused) throw refused;
  return targets[name].files(describePipeline(input));
}

export interface GeneratedCode {
  readonly files: readonly GeneratedFile[];
  /** The targets that cannot express the experiment, and why. */
  readonly refused: readonly { readonly target: CodeTarget; readonly error: UserError }[];
}

/** The code of all targets that can express an experiment. */
export function generateCode(input: CodegenInput): GeneratedCode {
  const refused = codeTargets.flatMap((target) => {
    const error = refusedBy(target, input);
    return error ? [{ target, error }] : [];
  });
  const names = codeTargets.filter((name) => refused.every(({ target }) => target !== name));
  return { files: names.flatMap((name) => generateTarget(input, name)), refused };
}
