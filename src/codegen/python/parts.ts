import type { Target } from '../generate';
import { type Pipeline, dataKind } from '../pipeline';
import type { Framework } from './framework';
import { pythonKinds } from './kinds';
import type { PythonSection } from './program';

/** What Python code of an experiment consists of, whether it becomes a program or a notebook. */
export interface PythonParts {
  /** What a reader has to know before running it, in sentences. */
  readonly notes: readonly string[];
  /** What pip installs. */
  readonly packages: readonly string[];
  /** What is drawn; null where there is nothing. */
  readonly plots: string | null;
  /** From reading the data to the scores. */
  readonly sections: readonly PythonSection[];
}

export function pythonParts(pipeline: Pipeline, framework: Framework): PythonParts {
  const data = pythonKinds[pipeline.kind];
  if (!data) throw new Error(`not refused: ${pipeline.kind}`);
  const { plots } = data;
  const sizes = data.sizes(pipeline);
  return {
    notes: [...(data.notes?.(pipeline) ?? []), ...(framework.notes?.(pipeline) ?? [])],
    packages: [...framework.packages, 'pandas', ...data.packages(pipeline), ...(plots === null ? [] : ['matplotlib'])],
    plots,
    sections: [
      ...data.data(pipeline),
      { main: [''] },
      framework.model(pipeline, sizes),
      framework.training(pipeline, data.examples, sizes),
      ...data.report(pipeline, framework),
    ],
  };
}

/** Times that pandas holds as nanoseconds since 1970 in 64 bits: whole years within `pd.Timestamp.min` and `max`. */
const pandasTimes = { first: Date.UTC(1678, 0), last: Date.UTC(2262, 0) - 1 };

/** What Python code cannot express, of whatever library. */
export const pythonRefuses: Target['unsupported'] = (input) => {
  const { experiment, preprocessing } = input;
  const data = pythonKinds[dataKind(experiment)];
  if (!data) return [{ path: 'task', what: `the task "${experiment.task}"` }];
  const { time } = preprocessing;
  const beyond = time && (time.first < pandasTimes.first || time.last > pandasTimes.last);
  return [
    ...data.unsupported(input),
    ...(beyond ? [{ path: 'data.time', what: 'times before 1678 or after 2261, which pandas does not hold' }] : []),
  ];
};
