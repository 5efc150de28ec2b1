import { readFileSync } from 'node:fs';
import path from 'node:path';

import type { ComparisonState, InspectQuery } from '../../../src/protocol/inspection';
import type { PanelState } from '../../../src/protocol/webview';
import { type Experiment, experimentSchema } from '../../../src/spec/experiment';
import type { GradientTrace, Inspection } from '../../../src/spec/inspection';
import type { Summary } from '../../../src/spec/run';
import { states } from './states';
import { drafted } from './taskStates';

/** Examples of each run that were looked at, by part and place. */
export interface RecordedLooks {
  readonly experiment: Experiment;
  readonly summary: Summary;
  readonly looks: Inspection[];
  readonly gradients: GradientTrace[];
}

export interface InspectRecording {
  /** The tutorials' SimpleRNN of 2 units on the sample. */
  readonly demo: RecordedLooks;
  /** Two LSTM layers on the sample. */
  readonly deep: RecordedLooks;
  /** A network that reads words. */
  readonly reviews: RecordedLooks;
  readonly comparison: ComparisonState;
}

const recording = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'recorded/inspect.json'), 'utf8'),
) as InspectRecording;

function shown(name: 'demo' | 'deep' | 'reviews'): PanelState {
  const base = states[name === 'reviews' ? 'reviews-done' : 'done'];
  const { experiment, summary } = recording[name];
  if (!base?.profile || !base.run) throw new Error('no state');
  const folder = `/home/ada/series/sequence-lab/${summary.started}-${summary.name}`;
  return {
    ...base,
    ...drafted(experimentSchema.parse(experiment), base.profile),
    run: { folder, name: summary.name, file: summary.file, summary },
    bestEarlier: null,
    backtest: null,
  };
}

const training = states['training'];
if (!training) throw new Error('no state');
const { comparison } = recording;
const waiting = { summary: null, loss: null, valLoss: null, gradients: null };

/** What stands in the section "Inspect", by the name of its screenshot. */
export const inspectStates: Record<string, PanelState> = {
  demo: shown('demo'),
  deep: shown('deep'),
  reviews: shown('reviews'),
  compared: { ...shown('deep'), comparison },
  comparing: {
    ...training,
    comparison: {
      ...comparison,
      running: true,
      runs: comparison.runs.map((run, i) =>
        i === 0 ? run : { ...run, ...waiting, state: i === 1 ? ('training' as const) : ('waiting' as const) },
      ),
    },
  },
  tunes: states['tunes-done'] ?? training,
};

/** What the host answers, of what was recorded. */
export function lookedAt(name: string, { split, index }: InspectQuery): Inspection {
  const { looks } = recording[name === 'demo' || name === 'reviews' ? name : 'deep'];
  const found = looks.find((look) => look.split === split && look.index === index);
  if (!found) throw new Error(`no look at ${split} ${index}`);
  return found;
}

export function gradientsOf(name: string): GradientTrace[] {
  return recording[name === 'demo' || name === 'reviews' ? name : 'deep'].gradients;
}
