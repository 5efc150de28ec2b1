import { type TemplateResult, html, nothing } from 'lit';

import { topologiesOf } from '../../src/spec/checks/topology';
import { type Experiment, type Task, tasks } from '../../src/spec/experiment';
import { radioGroup } from '../shared/radioGroup';
import type { PageStore } from '../shared/store';
import { stepsOf, taskWords } from '../shared/taskWords';
import { topologyPicture } from '../shared/topologyPicture';

/** What is learned, by picture: the chosen task with its real numbers of steps, the others as they usually are. */
export function taskChoice(store: PageStore, draft: Experiment): TemplateResult {
  const choices = tasks.map((task) => ({
    value: task,
    name: `${taskWords[task].label}: ${taskWords[task].description}`,
    content: card(task, draft),
  }));
  return html`<section class="task-choice" aria-label="Task" ?inert=${store.running} id="field-task" tabindex="-1">
    ${radioGroup({ label: 'Task', className: 'tasks', choices, value: draft.task, choose: (task) => store.chooseTask(task) })}
    ${whyView(store)}
  </section>`;
}

function card(task: Task, draft: Experiment): TemplateResult {
  const own = draft.task === task;
  const topology = own ? draft.model.topology : (topologiesOf[task][0] ?? 'many-to-one');
  return html`${topologyPicture({ topology, steps: own ? stepsOf(draft) : null })}
    <span class="words"
      ><strong>${taskWords[task].label}</strong><span class="description">${taskWords[task].description}</span></span
    >`;
}

/** Why it was proposed so, as long as it is as it was proposed. */
function whyView({ state }: PageStore): TemplateResult | typeof nothing {
  const why = state?.why ?? [];
  if (why.length === 0) return nothing;
  return html`<p class="why">
    <span class="codicon codicon-lightbulb" aria-hidden="true"></span><span>${why.join(' ')}</span>
  </p>`;
}
