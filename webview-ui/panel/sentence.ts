import { type TemplateResult, html, nothing } from 'lit';

import type { Cell, Experiment } from '../../src/spec/experiment';
import { withTarget, withTimeSteps } from '../shared/draftEdits';
import { type Option, numberField, problemLines, selectField } from '../shared/fields';
import type { PageStore } from '../shared/store';
import { terms } from '../shared/terms';
import { article, stepNoun } from '../shared/words';

export const cellOptions: readonly Option<Cell>[] = [
  {
    value: 'simple_rnn',
    label: 'SimpleRNN',
    description: 'The plain recurrent cell: smallest and quickest, forgets soonest.',
  },
  { value: 'gru', label: 'GRU', description: 'Two gates: remembers long with fewer weights than LSTM.' },
  { value: 'lstm', label: 'LSTM', description: 'Three gates and a cell state: remembers longest.' },
];

const paths = ['data.targets.0', 'data.targets', 'window.horizon', 'window.timeSteps', 'model.layers.0.units'];

/**
 * The draft in one sentence whose blanks are controls: the form's summary and its fastest editor.
 * "Predict [Sunspots] [1] step ahead from the last [12] months with an [LSTM] of [32] units."
 */
export function sentenceView(store: PageStore, draft: Experiment): TemplateResult {
  const { data, window, model } = draft;
  const profile = store.state?.profile ?? null;
  const [first] = model.layers;
  const problems = paths.flatMap((path) => store.problemsAt(path));
  const more = model.layers.length - 1;
  return html`<section class="sentence" aria-label="What is trained" ?inert=${store.running}>
    <p>
      ${part('Predict')} ${targetSelect(store, draft)}
      ${data.targets.length > 1 ? part(`and ${data.targets.length - 1} more`) : nothing}
      ${numberField(store, {
        path: 'window.horizon',
        label: 'Steps ahead',
        explanation: terms.horizon,
        kind: 'count',
        digits: 3,
        inline: true,
      })}
      ${part(`${window.horizon === 1 ? 'step' : 'steps'} ahead from the last`)}
      ${numberField(store, {
        path: 'window.timeSteps',
        label: 'Time steps',
        explanation: terms.timeSteps,
        kind: 'count',
        digits: 4,
        inline: true,
        change: (value) => value !== null && store.replaceDraft(withTimeSteps(store.draft ?? draft, value)),
      })}
      ${part(`${stepNoun(profile, data.time, window.timeSteps)} with ${first ? article(first.cell) : 'a'}`)}
      ${selectField(store, {
        path: 'model.layers.0.cell',
        label: 'Cell',
        explanation: terms.cell,
        options: cellOptions,
        inline: true,
      })}
      ${part('of')}
      ${numberField(store, {
        path: 'model.layers.0.units',
        label: 'Units',
        explanation: terms.units,
        kind: 'count',
        digits: 4,
        inline: true,
      })}
      ${part(`${first?.units === 1 ? 'unit' : 'units'}${more > 0 ? ` and ${more} more ${more === 1 ? 'layer' : 'layers'}` : ''}.`)}
    </p>
    ${problemLines(problems)}
  </section>`;
}

/** Words of the sentence, kept apart from the controls so that lines break between them. */
function part(words: string): TemplateResult {
  return html`<span>${words}</span>`;
}

function targetSelect(store: PageStore, draft: Experiment): TemplateResult {
  const columns = store.state?.profile?.columns ?? [];
  const options = columns
    .filter(({ kind, name }) => kind === 'numeric' || draft.data.targets.includes(name))
    .map(({ name }) => ({ value: name, label: name }));
  return selectField(store, {
    path: 'data.targets.0',
    label: 'Column to predict',
    explanation: terms.target,
    options: options.length > 0 ? options : draft.data.targets.map((name) => ({ value: name, label: name })),
    inline: true,
    change: (name) => store.replaceDraft(withTarget(store.draft ?? draft, name)),
  });
}
