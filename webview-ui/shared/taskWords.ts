import type { Experiment, Task, Topology } from '../../src/spec/experiment';
import type { DataProfile } from '../../src/spec/profile';
import { formatCount, plural } from './format';
import { stepNoun } from './words';

export const taskWords: Record<Task, { readonly label: string; readonly description: string }> = {
  forecast: { label: 'Forecast', description: 'The next values of a series, from its past.' },
  classify: { label: 'Classify', description: 'One label for a text, or for the rows of a series.' },
  label: { label: 'Label steps', description: 'A label, or a number, for every row of a sequence.' },
  translate: { label: 'Translate', description: 'One text from another, such as French from English.' },
  generate: { label: 'Generate', description: 'New texts like those of a column, token by token.' },
};

export const topologyWords: Record<Topology, { readonly label: string; readonly description: string }> = {
  'one-to-one': { label: 'One to one', description: 'One step in, one step out.' },
  'one-to-many': { label: 'One to many', description: 'One step in; the steps that follow are written one by one.' },
  'many-to-one': { label: 'Many to one', description: 'Reads all steps, then answers once.' },
  'many-to-many': { label: 'Many to many', description: 'An answer at every step.' },
  'encoder-decoder': {
    label: 'Encoder–decoder',
    description: 'Reads all steps first, then writes as many as it needs.',
  },
};

export interface Steps {
  readonly in: number;
  readonly out: number;
  /** Sequences differ in length: the numbers are the most. */
  readonly atMost: boolean;
}

/** Steps that go in and come out of the network as it is drafted, for a topology. */
export function stepsOf({ task, window, model, sampling }: Experiment, topology = model.topology): Steps {
  const length = model.tokens?.maxLength ?? window.timeSteps;
  switch (task) {
    case 'forecast': {
      const several = Math.max(window.horizon, topology === 'one-to-many' || topology === 'encoder-decoder' ? 2 : 1);
      const steps = window.timeSteps > 1 ? window.timeSteps : 12;
      return {
        in: topology.startsWith('one-') ? 1 : steps,
        out: topology === 'one-to-one' ? 1 : several,
        atMost: false,
      };
    }
    case 'classify':
      return { in: topology === 'one-to-one' ? 1 : Math.max(2, length), out: 1, atMost: topology !== 'one-to-one' };
    case 'label':
      return { in: length, out: length, atMost: true };
    case 'translate':
      return { in: length, out: length, atMost: true };
    case 'generate':
      return { in: 1, out: sampling.length, atMost: true };
  }
}

/** `English into French, …`: what goes in and what comes out on this file, in one sentence. */
export function inAndOut(draft: Experiment, profile: DataProfile | null): string {
  const { data, model, window, task } = draft;
  const targets = listed(data.targets);
  const inputs = data.inputs.filter((name) => task === 'forecast' || !data.targets.includes(name));
  const rows = (count: number): string => plural(count, stepNoun(profile, data.time, 1));
  const tokens = (count: number): string => plural(count, model.tokens?.level === 'character' ? 'character' : 'word');
  const each = data.series === null ? '' : ` of each ${data.series}`;
  switch (task) {
    case 'forecast': {
      const past = window.timeSteps === 1 ? `the last ${rows(1).slice(2)}` : `the last ${rows(window.timeSteps)}`;
      const columns = inputs.length > 1 ? ` of ${listed(inputs)}` : '';
      const beforehand = [...data.known, ...data.calendar.map((unit) => `the ${unit}`)];
      const known = beforehand.length > 0 ? `, knowing ${listed(beforehand)} beforehand` : '';
      const ahead = window.horizon === 1 ? `the next ${rows(1).slice(2)}` : `the next ${rows(window.horizon)}`;
      return `Predict ${targets} for ${ahead}${each} from ${past}${columns}${known}.`;
    }
    case 'classify':
      if (model.tokens) return `Tell ${targets} from ${listed(inputs)}, up to ${tokens(model.tokens.maxLength)}.`;
      if (data.series !== null)
        return `Tell ${targets} of each ${data.series} from ${listed(inputs)} in its last ${rows(window.timeSteps)}.`;
      return `Tell ${targets} from ${listed(inputs)}, row by row.`;
    case 'label':
      return `Tell ${targets} of every row${each} from ${listed(inputs)}, up to ${rows(window.timeSteps)} at a time.`;
    case 'translate':
      return `Translate ${listed(inputs)} into ${targets}, up to ${tokens(model.tokens?.maxLength ?? 1)}.`;
    case 'generate': {
      const given = data.static.length > 0 ? `, given ${listed(data.static)}` : '';
      const level = model.tokens?.level ?? 'character';
      return `Write texts like ${targets}, ${level} by ${level}${given}.`;
    }
  }
}

/** `a`, `a and b`, `a, b and 3 more`. */
function listed(names: readonly string[]): string {
  const [first = 'nothing', second, ...more] = names;
  if (second === undefined) return first;
  if (more.length === 0) return `${first} and ${second}`;
  return `${first}, ${second} and ${formatCount(more.length)} more`;
}
