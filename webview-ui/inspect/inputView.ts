import { type TemplateResult, html, nothing, svg } from 'lit';

import type { Inspection } from '../../src/spec/inspection';
import { formatCount, formatNumber } from '../shared/format';

type Input = Inspection['inputs'][number];

/** More lines cannot be told apart; the table has all. */
const mostLines = 4;
const swatches = ['blue', 'orange', 'green', 'purple'] as const;
/** Room above and below a line, as shares of the height. */
const margin = 0.08;

/** What was read, step by step above the columns of the heat map: lines of numbers, or tokens as cells. */
export function inputView({ inputs, steps }: Inspection): TemplateResult {
  const shown = inputs.slice(0, mostLines);
  return html`${shown.length > 0 ? inputLines(shown, steps.length) : tokenCells(steps)}`;
}

/** Names and ranges of the lines, which each fill the height. */
export function inputLegend({ inputs }: Inspection): TemplateResult | typeof nothing {
  if (inputs.length === 0) return nothing;
  const left = inputs.length - mostLines;
  return html`<ul class="legend">
    ${inputs.slice(0, mostLines).map((input, i) => {
      const [least, largest] = rangeOf(input);
      return html`<li>
        <span class="swatch ${swatches[i] ?? ''}" aria-hidden="true"></span>${input.name} ${formatNumber(least)} –
        ${formatNumber(largest)}
      </li>`;
    })}
    ${left > 0 ? html`<li>and ${formatCount(left)} more in the table</li>` : nothing}
  </ul>`;
}

function inputLines(inputs: readonly Input[], steps: number): TemplateResult {
  const names = inputs.map(({ name }) => name).join(', ');
  return html`<svg
    class="input-lines"
    viewBox="0 0 ${Math.max(1, steps)} 1"
    preserveAspectRatio="none"
    role="img"
    aria-label="Input by step: ${names}"
  >
    ${inputs.map((input, i) => svg`<path class=${swatches[i] ?? ''} d=${pathOf(input)}></path>`)}
  </svg>`;
}

/** Through the middle of each column; a missing value leaves a gap, and a single one is a short stroke. */
function pathOf(input: Input): string {
  const [least, largest] = rangeOf(input);
  const height = (value: number): number => {
    const share = largest > least ? (value - least) / (largest - least) : 0.5;
    return Number((1 - margin - share * (1 - 2 * margin)).toFixed(4));
  };
  let path = '';
  input.values.forEach((value, t) => {
    if (value === null) return;
    const y = height(value);
    const isThere = (step: number): boolean => (input.values[step] ?? null) !== null;
    if (isThere(t - 1)) path += `L${t + 0.5} ${y}`;
    else path += isThere(t + 1) ? `M${t + 0.5} ${y}` : `M${t + 0.3} ${y}L${t + 0.7} ${y}`;
  });
  return path;
}

function rangeOf({ values }: Input): [number, number] {
  const known = values.filter((value) => value !== null);
  return [
    known.reduce((least, value) => Math.min(least, value), Infinity),
    known.reduce((largest, value) => Math.max(largest, value), -Infinity),
  ];
}

function tokenCells(tokens: readonly string[]): TemplateResult {
  return html`<ol class="tokens" aria-label="Tokens read">
    ${tokens.map((token) => html`<li title=${token}>${visible(token)}</li>`)}
  </ol>`;
}

/** A blank or a line break would be an empty cell. */
const visible = (token: string): string =>
  token.trim() === '' ? token.replaceAll('\n', '⏎').replaceAll('\t', '⇥').replaceAll(/\s/g, '␣') : token;
