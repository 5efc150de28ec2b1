import { type TemplateResult, html, nothing } from 'lit';

import type { RunItem } from '../../src/protocol/webview';
import type { Scores, SplitName, Summary } from '../../src/spec/run';
import { alignedFormat } from '../shared/format';
import type { PageStore } from '../shared/store';
import { terms } from '../shared/terms';

const measures: readonly { key: keyof Scores; label: string; unit?: string; explanation: string }[] = [
  { key: 'rmse', label: 'RMSE', explanation: terms.rmse },
  { key: 'mae', label: 'MAE', explanation: terms.mae },
  { key: 'smape', label: 'sMAPE', unit: '%', explanation: terms.smape },
  { key: 'mase', label: 'MASE', explanation: terms.mase },
];

interface Row {
  readonly label: string;
  readonly explanation: string;
  readonly scores: Scores;
  readonly best?: RunItem;
}

/** The part that judges: test, or what there is instead. */
export function judgedSplit({ metrics }: Summary): SplitName | null {
  return (['test', 'validation', 'train'] as const).find((split) => metrics[split]) ?? null;
}

/** The network beside naive forecasts and the best earlier run, in the data's own units. */
export function scoresTable(store: PageStore, summary: Summary): TemplateResult | typeof nothing {
  const split = judgedSplit(summary);
  if (!split) return nothing;
  const { baselines, metrics } = summary;
  const earlier = store.state?.bestEarlier ?? null;
  const candidates: readonly (Omit<Row, 'scores'> & { scores: Scores | undefined })[] = [
    { label: 'Network', explanation: `This run on the ${split} part.`, scores: metrics[split] },
    { label: 'Naive', explanation: terms.naive, scores: baselines.naive[split] },
    { label: 'Seasonal naive', explanation: terms.seasonalNaive, scores: baselines.seasonalNaive?.[split] },
    {
      label: 'Best earlier run',
      explanation: `The earlier run on this file with the lowest test RMSE: ${earlier?.name ?? ''}.`,
      scores: earlier?.summary.metrics[split],
      ...(earlier ? { best: earlier } : {}),
    },
  ];
  const rows = candidates.filter((row): row is Row => row.scores !== undefined);
  return html`<table class="data scores">
    <caption>
      ${partNames[split]} part, in the data’s own units. Lower is better.
    </caption>
    <thead>
      <tr>
        <td></td>
        ${measures.map(
          ({ label, unit, explanation }) =>
            html`<th scope="col" title=${explanation}>${label}${unit ? ` (${unit})` : ''}</th>`,
        )}
      </tr>
    </thead>
    <tbody>
      ${rows.map((row, i) => scoreRow(store, row, rows, i === 0))}
    </tbody>
  </table>`;
}

const partNames = { test: 'Test', validation: 'Validation', train: 'Training' } as const;

function scoreRow(store: PageStore, row: Row, rows: readonly Row[], own: boolean): TemplateResult {
  return html`<tr class=${own ? 'own' : ''}>
    <th scope="row" title=${row.explanation}>
      ${row.best ? html`<button class="link" @click=${() => store.open('bestEarlier')}>${row.label}</button>` : row.label}
    </th>
    ${measures.map(({ key }) => {
      const format = alignedFormat(rows.map(({ scores }) => scores[key]));
      return html`<td>${format(row.scores[key])}</td>`;
    })}
  </tr>`;
}

/** RMSE of each target where there are several. */
export function targetScores({ byTarget, ...summary }: Summary): TemplateResult | typeof nothing {
  const targets = Object.entries(byTarget);
  const split = judgedSplit({ byTarget, ...summary });
  if (targets.length < 2 || !split) return nothing;
  const columns = [
    { label: 'Network', of: (target: (typeof byTarget)[string]) => target.metrics[split]?.rmse },
    { label: 'Naive', of: (target: (typeof byTarget)[string]) => target.naive[split]?.rmse },
    { label: 'Seasonal naive', of: (target: (typeof byTarget)[string]) => target.seasonalNaive?.[split]?.rmse },
  ];
  return html`<table class="data scores">
    <caption>
      RMSE of each target, in its own unit
    </caption>
    <thead>
      <tr>
        <td></td>
        ${columns.map(({ label }) => html`<th scope="col">${label}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${targets.map(([name, scores]) => {
        const values = columns.map(({ of }) => of(scores) ?? null);
        const format = alignedFormat(values);
        return html`<tr>
          <th scope="row">${name}</th>
          ${values.map((value) => html`<td>${format(value)}</td>`)}
        </tr>`;
      })}
    </tbody>
  </table>`;
}
