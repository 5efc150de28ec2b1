import { type TemplateResult, html, nothing } from 'lit';

import type { Inspection } from '../../src/spec/inspection';
import { formatCount, formatNumber } from '../shared/format';
import { type HandStep, type Sum, byHand } from './byHand';

/** More steps than a person would follow; the first ones show how it goes. */
const mostSteps = 50;

/** The numbers of every step with the formula in words, or why they are not shown. */
export function handView(inspection: Inspection, index: number): TemplateResult {
  const worked = byHand(inspection, index);
  const layer = inspection.layers[index];
  if (typeof worked === 'string' || !layer) {
    return html`<p class="note">By hand: ${typeof worked === 'string' ? worked : ''}</p>`;
  }
  const shown = worked.steps.slice(0, mostSteps);
  const [first] = shown;
  return html`<h4>By hand</h4>
    <p>
      The state at a step, h(t), is ${functionWords(layer.activation)}: each input x(t) times its weight, plus each
      value of the state before, h(t−1), times its weight, plus the bias. Before the first step the state is 0.
    </p>
    <ul class="formulas">
      ${formulas(first, layer.activation).map((formula) => html`<li>${formula}</li>`)}
    </ul>
    <div class="table-scroll" tabindex="0" role="region" aria-label="Every step by hand">
      <table class="data by-hand">
        <thead>
          <tr>
            <th scope="col">Step</th>
            ${names('x', first?.inputs ?? []).map((name) => html`<th scope="col">${name}(t)</th>`)}
            ${names('h', first?.before ?? []).map((name) => html`<th scope="col">${name}(t−1)</th>`)}
            ${names('sum', first?.sums ?? []).map((name) => html`<th scope="col" class="sum">${name}</th>`)}
            ${names('h', first?.after ?? []).map((name) => html`<th scope="col">${name}(t)</th>`)}
          </tr>
        </thead>
        <tbody>
          ${shown.map((step, t) => stepRow(inspection.steps[t] ?? String(t + 1), step))}
        </tbody>
      </table>
    </div>
    ${
      worked.steps.length > mostSteps
        ? html`<p class="note">The first ${formatCount(mostSteps)} of ${formatCount(worked.steps.length)} steps.</p>`
        : nothing
    }
    ${worked.outputs.map((sum, k) => outputView(inspection, sum, k))}`;
}

function stepRow(name: string, { inputs, before, sums, after }: HandStep): TemplateResult {
  return html`<tr>
    <th scope="row">${name}</th>
    ${[...inputs, ...before].map((value) => html`<td>${number(value)}</td>`)}
    ${sums.map((sum) => html`<td class="sum">${sumText(sum)}</td>`)}
    ${after.map((value) => html`<td><b>${number(value)}</b></td>`)}
  </tr>`;
}

/** The dense layer over the last state, and what that is in the data's own units. */
function outputView({ outputs, dense }: Inspection, sum: Sum, k: number): TemplateResult {
  const output = outputs[k];
  const activation = dense[0]?.activation ?? 'linear';
  const turned = output?.computed !== output?.predicted;
  return html`<p class="output-sum">
    ${output?.name ?? `Output ${k + 1}`}: the last state times the weights of the dense layer, plus its bias:
    <span class="sum">${sumText(sum)}</span>${
      activation === 'linear' ? '' : html`; ${activation} of it: ${number(output?.computed)}`
    }${turned ? html`, which is <b>${number(output?.predicted)}</b> in the data’s own units` : ''}.
  </p>`;
}

const functionWords = (activation: string): string =>
  activation === 'linear' ? 'the sum' : `${activation} of the sum`;

/** A line a unit, with the weights as numbers: `h(t) = tanh(x(t) · 0.5 + h(t−1) · 0.2 + 0.1)`. */
function formulas(step: HandStep | undefined, activation: string): string[] {
  if (!step) return [];
  const read = [
    ...names('x', step.inputs).map((name) => `${name}(t)`),
    ...names('h', step.before).map((name) => `${name}(t−1)`),
  ];
  return names('h', step.sums).map((name, u) => {
    const sum = step.sums[u];
    const terms = read.map((what, i) => `${what} · ${factor(sum?.products[i]?.weight ?? NaN)}`);
    const total = [...terms, factor(sum?.bias ?? NaN)].join(' + ');
    return `${name}(t) = ${activation === 'linear' ? total : `${activation}(${total})`}`;
  });
}

/** `x` for one, `x1`, `x2` for several. */
const names = (letter: string, all: readonly unknown[]): string[] =>
  all.map((_, i) => (all.length === 1 ? letter : `${letter}${i + 1}`));

/** `1 · 0.52 + 0.3 · (−0.1) + 0.01 = 0.5` */
function sumText({ products, bias, sum }: Sum): string {
  const terms = products.map(({ value, weight }) => `${factor(value)} · ${factor(weight)}`);
  return `${[...terms, factor(bias)].join(' + ')} = ${number(sum)}`;
}

const factor = (value: number): string => (value < 0 ? `(${number(value)})` : number(value));
const number = (value: number | null | undefined): string => formatNumber(value, 4).replace('-', '−');
