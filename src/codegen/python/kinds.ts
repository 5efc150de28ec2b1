import type { Unsupported } from '../supported';
import type { CodegenInput } from '../input';
import type { DataKind, Pipeline } from '../pipeline';
import { forecastData } from './forecast/forecast';
import type { Framework } from './framework';
import type { PythonSection } from './program';
import type { Sizes } from './sizes';
import { pairsData } from './pairs/pairs';
import { sequencesData } from './sequences/sequences';
import { textsData } from './texts/texts';
import { writingData } from './writing/writing';

/** From the CSV to what the network reads, and from what it says to scores: the same in every Python program. */
export interface PythonData {
  /** What is not written yet, or cannot be said in Python. */
  unsupported(input: CodegenInput): readonly Unsupported[];
  /** What a reader has to know before running it: sentences of the program's first lines. */
  notes?(pipeline: Pipeline): readonly string[];
  /** What pip installs for it beside pandas and matplotlib. */
  packages(pipeline: Pipeline): readonly string[];
  /** Python name of the dict of parts that the data sections leave, each `(x, y)` or `(x, y, weight)`: see `modelInputs`. */
  readonly examples: string;
  /** What `--plot` shows: `actual and predicted`; null where there is nothing to draw. */
  readonly plots: string | null;
  sizes(pipeline: Pipeline): Sizes;
  data(pipeline: Pipeline): PythonSection[];
  /** Predictions by part, scores, `--save` and `--plot`. */
  report(pipeline: Pipeline, framework: Framework): PythonSection[];
}

/** Kinds of data that Python programs are written for. */
export const pythonKinds: Partial<Record<DataKind, PythonData>> = {
  forecast: forecastData,
  sequences: sequencesData,
  texts: textsData,
  pairs: pairsData,
  writing: writingData,
};
