import { type TemplateResult, html, nothing } from 'lit';

import type { Summary } from '../../../src/spec/run';
import type { ScoresDetail } from '../../../src/spec/scores';
import '../../shared/charts/rocChart';
import { alignedFormat, formatCount, formatShare } from '../../shared/format';
import type { PageStore } from '../../shared/store';
import { styleProperties } from '../../shared/styleProperties';
import { terms } from '../../shared/terms';
import { judgedSplit } from './scores';

/** More classes than these are not seen in a matrix on a page. */
const mostClasses = 30;

function detailOf(store: PageStore, summary: Summary): ScoresDetail | null {
  const split = judgedSplit(summary);
  return (split && store.state?.scores?.[split]) ?? null;
}

/** Which class was taken for which, and what the threshold trades where there are two. */
export function classResults(store: PageStore, summary: Summary): TemplateResult {
  const detail = detailOf(store, summary);
  const split = judgedSplit(summary);
  return html`${detail?.confusion ? confusionTable(detail.confusion) : nothing}
  ${
    detail?.roc
      ? html`<lab-roc-chart .roc=${detail.roc} .auc=${(split && summary.metrics[split]?.auc) ?? null}></lab-roc-chart>`
      : nothing
  }`;
}

function confusionTable({ classes, counts }: NonNullable<ScoresDetail['confusion']>): TemplateResult {
  if (classes.length > mostClasses) {
    return html`<p class="note">
      ${formatCount(classes.length)} classes are too many for a matrix here; scores.json has it.
    </p>`;
  }
  return html`<figure class="confusion">
    <figcaption><h2>Confusion matrix</h2></figcaption>
    <div class="table-scroll" tabindex="0" role="region" aria-label="Confusion matrix">
      <table class="data matrix">
        <caption class="visually-hidden">
          Rows: the class that it is. Columns: the class that was predicted.
        </caption>
        <thead>
          <tr>
            <td class="corner"><span>Actual ↓</span> <span>Predicted →</span></td>
            ${classes.map((name) => html`<th scope="col">${name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${classes.map((name, i) => confusionRow(name, counts[i] ?? [], i, classes))}
        </tbody>
      </table>
    </div>
  </figure>`;
}

/** Each cell is shaded by its share of the row: of the examples that really are of the class. */
function confusionRow(
  name: string,
  counts: readonly number[],
  row: number,
  classes: readonly string[],
): TemplateResult {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return html`<tr>
    <th scope="row">${name}</th>
    ${counts.map((count, column) => {
      const share = total === 0 ? 0 : count / total;
      const words =
        column === row
          ? `${formatCount(count)} of ${formatCount(total)} “${name}” were told right`
          : `${formatCount(count)} of ${formatCount(total)} “${name}” were taken for “${classes[column] ?? ''}”`;
      return html`<td
        class=${column === row ? 'right' : 'wrong'}
        title="${words} (${formatShare(share)})"
        ${styleProperties({ '--share': String(share) })}
      >
        ${formatCount(count)}
      </td>`;
    })}
  </tr>`;
}

/** Precision, recall and F1 of each class. */
export function classScores(store: PageStore, summary: Summary): TemplateResult | typeof nothing {
  const all = detailOf(store, summary)?.byClass ?? [];
  if (all.length === 0) return nothing;
  const share = alignedFormat(all.flatMap(({ precision, recall, f1 }) => [precision, recall, f1]));
  return html`<div class="table-scroll" tabindex="0" role="region" aria-label="Scores of each class">
    <table class="data">
      <caption>
        Scores of each class
      </caption>
      <thead>
        <tr>
          <th scope="col">Class</th>
          <th scope="col" title=${terms.precision}>Precision</th>
          <th scope="col" title=${terms.recall}>Recall</th>
          <th scope="col" title=${terms.f1}>F1</th>
          <th scope="col" title=${terms.support}>Support</th>
        </tr>
      </thead>
      <tbody>
        ${all.map(
          ({ class: name, precision, recall, f1, support }) =>
            html`<tr>
              <th scope="row">${name}</th>
              <td>${share(precision)}</td>
              <td>${share(recall)}</td>
              <td>${share(f1)}</td>
              <td>${formatCount(support)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
