import { kerasFiles } from './keras/keras';
import { type Pipeline, describePipeline } from './pipeline';
import type { CodegenInput } from './supported';
import { tfjsFiles } from './tfjs/tfjs';

export interface GeneratedFile {
  /** Relative to the run folder's `code/`, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** What writes the files of one target. */
export type Target = (pipeline: Pipeline) => GeneratedFile[];

export const targets = {
  keras: kerasFiles,
  tfjs: tfjsFiles,
} satisfies Record<string, Target>;

export type TargetName = keyof typeof targets;

/**
 * The code that reproduces a run, without Sequence Lab: every target's files, or those of one.
 * @throws UserError when the experiment is not one that code can be written for
 */
export function generateCode(input: CodegenInput, only?: TargetName): GeneratedFile[] {
  const pipeline = describePipeline(input);
  return only ? targets[only](pipeline) : Object.values(targets).flatMap((target) => target(pipeline));
}
