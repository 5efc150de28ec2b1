import type { Experiment } from '../spec/experiment';
import type { Preprocessing } from '../spec/run';

/** What is known of a CSV: from a run's `preprocessing.json`, or before training from a look at the file. */
export type DescribedFile = Pick<Preprocessing, 'dialect' | 'columns' | 'headers' | 'time'> & {
  /** Columns of texts that are fed as categories; values do not matter, programs find them in the training rows. */
  readonly categories?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Sizes; those of vocabularies and classes may be estimates, programs count for themselves. */
  readonly shapes?: Preprocessing['shapes'];
  /** Labels in the order of the network's outputs, after a run: programs come to the same ones by their own. */
  readonly classes?: readonly string[] | undefined;
  /** Tokens of the training texts, after a run. */
  readonly vocabularies?: Preprocessing['vocabularies'];
};

/** What `generateCode` starts from: an experiment, and what is known of its CSV. */
export interface CodegenInput {
  readonly experiment: Experiment;
  readonly preprocessing: DescribedFile;
}
