import { type TemplateResult, html } from 'lit';

import type { Experiment } from '../../src/spec/experiment';
import type { DataProfile } from '../../src/spec/profile';

/** Texts are not drawn: the first of them show what is read and what is to come out. */
const rowsShown = 8;

export function headView({ data }: Experiment, { head, columns }: DataProfile): TemplateResult {
  const inputs = data.inputs.filter((name) => !data.targets.includes(name));
  const names = [...inputs, ...data.static, ...data.targets];
  const role = (name: string): string =>
    data.targets.includes(name) ? 'target' : data.static.includes(name) ? 'condition' : 'input';
  const used = names.flatMap((name) => columns.filter((column) => column.name === name));
  return html`<figure class="first-texts">
    <figcaption><h2>First rows</h2></figcaption>
    <div class="table-scroll" tabindex="0" role="region" aria-label="First rows of the columns that are used">
      <table class="data texts">
        <thead>
          <tr>
            ${used.map(({ name }) => html`<th scope="col">${name} · ${role(name)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${head.slice(0, rowsShown).map(
            (row) =>
              html`<tr>
                ${used.map(({ index }) => html`<td><span class="text" .textContent=${row[index] ?? ''}></span></td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </figure>`;
}
