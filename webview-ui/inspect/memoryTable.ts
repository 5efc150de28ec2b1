import { type TemplateResult, html, nothing } from 'lit';

import type { InspectedLayer, Inspection } from '../../src/spec/inspection';
import { formatCount, formatNumber } from '../shared/format';

/** More cells make a page slow that nobody reads. */
const mostCells = 5000;

/** The heat map and the input above it as numbers, a row a step. */
export function stepsTable(
  { steps, inputs }: Inspection,
  label: string,
  values: InspectedLayer['hidden'],
): TemplateResult {
  const units = values[0]?.length ?? 0;
  const most = Math.max(1, Math.floor(mostCells / (1 + inputs.length + units)));
  return html`<details class="as-table">
    <summary><span class="chevron codicon codicon-chevron-right" aria-hidden="true"></span>Show as table</summary>
    <div class="table-scroll" tabindex="0" role="region" aria-label="Input and ${label} as a table">
      <table class="data">
        <thead>
          <tr>
            <th scope="col">Step</th>
            ${inputs.map(({ name }) => html`<th scope="col">${name}</th>`)}
            ${Array.from({ length: units }, (_, u) => html`<th scope="col">unit ${u + 1}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${steps.slice(0, most).map(
            (step, t) =>
              html`<tr>
                <th scope="row">${step}</th>
                ${inputs.map((input) => html`<td>${formatNumber(input.values[t])}</td>`)}
                ${(values[t] ?? []).map((value) => html`<td>${formatNumber(value, 3)}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${steps.length > most ? html`<p class="note">The first ${formatCount(most)} of ${formatCount(steps.length)} steps.</p>` : nothing}
  </details>`;
}
