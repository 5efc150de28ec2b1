import { type TemplateResult, html, nothing } from 'lit';

import type { Inspection } from '../../src/spec/inspection';
import { alignedFormat, formatCount, formatShare } from '../shared/format';

type Output = Inspection['outputs'][number];

const mostClasses = 5;

/** What the network said to the example, beside what came. */
export function outputsView({ outputs, layers }: Inspection): TemplateResult {
  if (outputs.length === 0) {
    return html`<p class="note">
      ${layers.length > 0 ? 'What comes out is written step by step; it stands among the results above.' : nothing}
    </p>`;
  }
  return isClasses(outputs) ? classesView(outputs) : numbersView(outputs);
}

/** Probabilities of classes, of which one came. */
function isClasses(outputs: readonly Output[]): boolean {
  return outputs.length > 1 && outputs.every(({ actual }) => actual === 0 || actual === 1);
}

function numbersView(outputs: readonly Output[]): TemplateResult {
  const format = alignedFormat(outputs.flatMap(({ predicted, actual }) => [predicted, actual]));
  return html`<table class="data outputs">
    <thead>
      <tr>
        <td></td>
        <th scope="col">Predicted</th>
        <th scope="col">Actual</th>
      </tr>
    </thead>
    <tbody>
      ${outputs.map(
        ({ name, predicted, actual }) =>
          html`<tr>
            <th scope="row">${name}</th>
            <td>${format(predicted)}</td>
            <td>${format(actual)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function classesView(outputs: readonly Output[]): TemplateResult {
  const byProbability = outputs.toSorted((a, b) => (b.predicted ?? 0) - (a.predicted ?? 0));
  const shown = byProbability.filter(({ actual }, i) => i < mostClasses || actual === 1);
  const left = outputs.length - shown.length;
  return html`<table class="data outputs">
      <thead>
        <tr>
          <th scope="col">Class</th>
          <th scope="col">Probability</th>
          <th scope="col">Actual</th>
        </tr>
      </thead>
      <tbody>
        ${shown.map(
          ({ name, predicted, actual }, i) =>
            html`<tr class=${i === 0 ? 'own' : ''}>
              <th scope="row">${name}</th>
              <td>${predicted === null ? '–' : formatShare(predicted)}</td>
              <td>${actual === 1 ? 'yes' : ''}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${left > 0 ? html`<p class="note">And ${formatCount(left)} less probable ones.</p>` : nothing}`;
}
