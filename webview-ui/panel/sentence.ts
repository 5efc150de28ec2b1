import { type TemplateResult, html, nothing } from 'lit';

import type { Cell, Experiment } from '../../src/spec/experiment';
import { withHorizon, withOnlyInput, withTarget, withTimeSteps } from '../shared/draftEdits';
import { type Option, numberField, problemLines, selectField } from '../shared/fields';
import { plural } from '../shared/format';
import type { PageStore } from '../shared/store';
import { terms } from '../shared/terms';
import { followEncoder } from '../../src/spec/topologyEdits';
import { withLayerField } from '../shared/layerEdits';
import { article, stepNoun } from '../shared/words';
import { canBeInput, canBeTarget } from './columnRoles';

export const cellOptions: readonly Option<Cell>[] = [
  {
    value: 'simple_rnn',
    label: 'SimpleRNN',
    description: 'The plain recurrent cell: smallest and quickest, forgets soonest.',
  },
  { value: 'gru', label: 'GRU', description: 'Two gates: remembers long with fewer weights than LSTM.' },
  { value: 'lstm', label: 'LSTM', description: 'Three gates and a cell state: remembers longest.' },
];

const paths = [
  'data.targets.0',
  'data.targets',
  'data.inputs.0',
  'window.horizon',
  'window.timeSteps',
  'model.tokens.maxLength',
  'sampling.length',
  'model.layers.0.units',
];

/**
 * The draft in one sentence whose blanks are controls: the form's summary and its fastest editor.
 * "Predict [Sunspots] [1] step ahead from the last [12] months with an [LSTM] of [32] units."
 */
export function sentenceView(store: PageStore, draft: Experiment): TemplateResult {
  const problems = paths.flatMap((path) => store.problemsAt(path));
  return html`<section class="sentence" aria-label="What is trained" ?inert=${store.running}>
    <p>${taskPart(store, draft)} ${networkPart(store, draft)}</p>
    ${problemLines(problems)}
  </section>`;
}

/** What goes in and what comes out. */
function taskPart(store: PageStore, draft: Experiment): TemplateResult {
  const { data, window, model, task } = draft;
  const profile = store.state?.profile ?? null;
  const several = data.targets.length > 1 ? part(`and ${data.targets.length - 1} more`) : nothing;
  const target = columnSelect(store, draft, 'target');
  switch (task) {
    case 'forecast':
      return html`${part('Predict')} ${target} ${several}
      ${numberField(store, {
        path: 'window.horizon',
        label: 'Steps ahead',
        explanation: terms.horizon,
        kind: 'count',
        digits: 3,
        inline: true,
        change: (value) => value !== null && store.replaceDraft(withHorizon(store.draft ?? draft, value)),
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
      ${part(stepNoun(profile, data.time, window.timeSteps))}`;
    case 'classify':
    case 'label': {
      return model.tokens
        ? html`${part('Tell')} ${target} ${part('from')}
          ${columnSelect(store, draft, 'input')}${lengthPart(store, draft)}`
        : html`${part('Tell')} ${target} ${rowsPart(store, draft)}`;
    }
    case 'translate':
      return html`${part('Translate')} ${columnSelect(store, draft, 'input')} ${part('into')}
      ${target}${lengthPart(store, draft)}`;
    case 'generate':
      return html`${part('Write texts like')} ${target}
      ${part(`${model.tokens?.level ?? 'character'} by ${model.tokens?.level ?? 'character'}${data.static.length > 0 ? `, given ${data.static.join(' and ')}` : ''},`)}`;
  }
}

/** `of every row from 2 columns, read up to [32] rows at a time`. */
function rowsPart(store: PageStore, { task, data, window, model }: Experiment): TemplateResult {
  const columns = `from ${plural(data.inputs.length, 'column')}`;
  if (task === 'classify' && (data.series === null || model.topology === 'one-to-one'))
    return part(`${columns} of a row`);
  const steps = numberField(store, {
    path: 'window.timeSteps',
    label: 'Most rows of a sequence',
    explanation: terms.sequenceRows,
    kind: 'count',
    digits: 4,
    inline: true,
  });
  const rows = window.timeSteps === 1 ? 'row' : 'rows';
  if (task === 'classify') return html`${part(`of each ${data.series} ${columns}, its last`)} ${steps} ${part(rows)}`;
  const each = data.series === null ? '' : ` of each ${data.series}`;
  return html`${part(`of every row${each} ${columns}, read up to`)} ${steps} ${part(`${rows} at a time`)}`;
}

/** `, up to [40] words,`. */
function lengthPart(store: PageStore, { model }: Experiment): TemplateResult | typeof nothing {
  if (!model.tokens) return nothing;
  const { level, maxLength } = model.tokens;
  return html`${part('up to')}
  ${numberField(store, {
    path: 'model.tokens.maxLength',
    label: 'Tokens of a text',
    explanation: terms.maxLength,
    kind: 'count',
    digits: 4,
    inline: true,
  })}
  ${part(`${level}${maxLength === 1 ? '' : 's'}`)}`;
}

/** `with an [LSTM] of [32] units and 1 more layer.` */
function networkPart(store: PageStore, draft: Experiment): TemplateResult {
  const { layers } = draft.model;
  const [first] = layers;
  const more = layers.length - 1;
  const change = (fields: object): void => {
    const current = store.draft ?? draft;
    store.replaceDraft(followEncoder(current, withLayerField(current, 'layers', 0, fields)));
  };
  return html`${part(`with ${first ? article(first.cell) : 'a'}`)}
  ${selectField(store, {
    path: 'model.layers.0.cell',
    label: 'Cell',
    explanation: terms.cell,
    options: cellOptions,
    inline: true,
    change: (cell) => change({ cell }),
  })}
  ${part('of')}
  ${numberField(store, {
    path: 'model.layers.0.units',
    label: 'Units',
    explanation: terms.units,
    kind: 'count',
    digits: 4,
    inline: true,
    change: (units) => change({ units }),
  })}
  ${part(`${first?.units === 1 ? 'unit' : 'units'}${more > 0 ? ` and ${more} more ${more === 1 ? 'layer' : 'layers'}` : ''}.`)}`;
}

/** Words of the sentence, kept apart from the controls so that lines break between them. */
function part(words: string): TemplateResult {
  return html`<span>${words}</span>`;
}

function columnSelect(store: PageStore, draft: Experiment, role: 'input' | 'target'): TemplateResult {
  const columns = store.state?.profile?.columns ?? [];
  const { data } = draft;
  const chosen = role === 'target' ? data.targets : data.inputs;
  const fits = role === 'target' ? canBeTarget : canBeInput;
  const names = columns.filter((column) => fits(draft, column) || chosen.includes(column.name)).map(({ name }) => name);
  const options = (names.length > 0 ? names : chosen).map((name) => ({ value: name, label: name }));
  return selectField(store, {
    path: role === 'target' ? 'data.targets.0' : 'data.inputs.0',
    label: role === 'target' ? 'Column to predict' : 'Column that is read',
    explanation: role === 'target' ? terms.target : terms.source,
    options,
    inline: true,
    change: (name) => {
      const current = store.draft ?? draft;
      store.replaceDraft(role === 'target' ? withTarget(current, name) : withOnlyInput(current, name));
    },
  });
}
