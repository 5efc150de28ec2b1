import { type TemplateResult, html, nothing } from 'lit';

import { topologiesOf } from '../../src/spec/checks/topology';
import type { Experiment } from '../../src/spec/experiment';
import { type Option, problemLines, selectField } from '../shared/fields';
import { plural } from '../shared/format';
import { radioGroup } from '../shared/radioGroup';
import type { PageStore } from '../shared/store';
import { inAndOut, stepsOf, topologyWords } from '../shared/taskWords';
import { withTopology } from '../../src/spec/topologyEdits';
import { terms } from '../shared/terms';
import { topologyPicture } from '../shared/topologyPicture';

const strategies: readonly Option[] = [
  { value: 'direct', label: 'All at once', description: 'An output for each step.' },
  { value: 'recursive', label: 'One by one, fed back', description: 'Trained for one step, which is fed back.' },
];

/** Steps in and steps out, by picture; one that the task cannot have is not offered. */
export function topologyChoice(store: PageStore, draft: Experiment): TemplateResult {
  const choices = topologiesOf[draft.task].map((topology) => {
    const steps = stepsOf(draft, topology);
    const { label, description } = topologyWords[topology];
    const upTo = steps.atMost ? 'up to ' : '';
    return {
      value: topology,
      name: `${label}: ${upTo}${plural(steps.in, 'step')} in, ${steps.out > 1 ? upTo : ''}${plural(steps.out, 'step')} out. ${description}`,
      content: html`${topologyPicture({ topology, steps })}<span class="words">${label}</span>`,
    };
  });
  return html`<div
    class="topology-choice ${choices.length === 1 ? 'single' : ''}"
    id="field-model-topology"
    tabindex="-1"
  >
    ${radioGroup({
      label: 'Steps in and steps out',
      className: 'topologies',
      choices,
      value: draft.model.topology,
      choose: (topology) => store.replaceDraft(withTopology(store.draft ?? draft, topology), ''),
    })}
    <p class="in-out">${inAndOut(draft, store.state?.profile ?? null)}</p>
    ${problemLines(store.problemsAt('model.topology'))}
    ${
      draft.task === 'forecast' && draft.window.horizon > 1 && draft.model.topology === 'many-to-one'
        ? html`<div class="fields">
            ${selectField(store, {
              path: 'window.strategy',
              label: 'Several steps',
              explanation: terms.strategy,
              options: strategies,
            })}
          </div>`
        : nothing
    }
  </div>`;
}
