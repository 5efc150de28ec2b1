import { type TemplateResult, html, nothing } from 'lit';

import type { Experiment } from '../../src/spec/experiment';
import type { DataProfile } from '../../src/spec/profile';
import { stepsAhead } from '../../src/spec/shapes';
import { exampleNoun } from '../shared/exampleNoun';
import { formatCount, plural } from '../shared/format';
import type { PageStore } from '../shared/store';
import { terms } from '../shared/terms';

/** What will happen on Train, in numbers; nothing while the draft or the file is not known well enough. */
export function planView(store: PageStore, draft: Experiment): TemplateResult | typeof nothing {
  const profile = store.state?.profile;
  if (!profile?.complete || store.allProblems.length > 0 || store.layers.length === 0) return nothing;
  const { train, validation, test, about } = exampleCounts(draft, profile);
  if (train === 0) return nothing;
  const updates = Math.ceil(train / draft.training.batchSize);
  const parameters = store.layers.reduce((sum, layer) => sum + layer.parameters, 0);
  const roughly = about ? 'about ' : '';
  return html`<p class="plan">
    <span title=${terms.train}>${roughly}${plural(train, exampleNoun(draft))} to learn from</span>${
      validation > 0 ? html`, <span title=${terms.validation}>${formatCount(validation)} to watch</span>` : nothing
    }${test > 0 ? html`, <span title=${terms.test}>${formatCount(test)} to judge</span>` : nothing}
    · <span title=${terms.parameters}>${store.about ? 'about ' : ''}${plural(parameters, 'parameter')}</span> ·
    <span title=${terms.batchSize}>${roughly}${plural(updates, 'update')} an epoch</span>
  </p>`;
}

interface Counts {
  readonly train: number;
  readonly validation: number;
  readonly test: number;
  /** Depends on what is in the rows: empty texts, lengths of series. */
  readonly about: boolean;
}

/** Examples a part, as they are cut when no row is dropped. */
export function exampleCounts(draft: Experiment, profile: DataProfile): Counts {
  const { data, task } = draft;
  const seriesCount = profile.columns.find(({ name }) => name === data.series)?.distinct ?? null;
  if (task === 'forecast') {
    if (data.series === null) return { ...windowCounts(draft, profile.rows), about: false };
    const count = seriesCount ?? 1;
    const each = windowCounts(draft, Math.floor(profile.rows / count));
    return { train: each.train * count, validation: each.validation * count, test: each.test * count, about: true };
  }
  const examples = task === 'label' ? pieces(draft, profile.rows, seriesCount ?? 1) : (seriesCount ?? profile.rows);
  const { split } = data;
  const validation = Math.round(examples * split.validation);
  const test = Math.round(examples * split.test);
  return { train: Math.max(0, examples - validation - test), validation, test, about: true };
}

/** Series are cut into pieces that are read in one go. */
function pieces({ window }: Experiment, rows: number, series: number): number {
  return series * Math.ceil(rows / series / window.timeSteps);
}

/** Windows of one series. */
function windowCounts({ data, window }: Experiment, rows: number): Omit<Counts, 'about'> {
  const { split } = data;
  const testRows = split.testRows ?? Math.round(rows * split.test);
  const validationEnd = split.testRows === null ? Math.round(rows * (split.train + split.validation)) : rows - testRows;
  const trainEnd =
    split.validationRows === null && split.testRows === null
      ? Math.round(rows * split.train)
      : validationEnd - (split.validationRows ?? Math.round(rows * split.validation));
  const inPart = (from: number, to: number, lookBack: boolean): number => {
    const first = lookBack ? from : from + window.timeSteps;
    return Math.max(0, Math.floor((to - first - stepsAhead(window)) / window.stride) + 1);
  };
  return {
    train: inPart(0, trainEnd, false),
    validation: validationEnd > trainEnd ? inPart(trainEnd, validationEnd, split.context) : 0,
    test: rows > validationEnd ? inPart(validationEnd, rows, split.context) : 0,
  };
}
