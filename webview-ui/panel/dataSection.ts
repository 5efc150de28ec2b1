import { type TemplateResult, html, nothing } from 'lit';

import { type Experiment, calendarFeatures } from '../../src/spec/experiment';
import type { DataProfile, Dialect } from '../../src/spec/profile';
import { withShare } from '../shared/draftEdits';
import { type Option, checkboxField, numberField, problemLines, selectField } from '../shared/fields';
import { formatCount, formatNumber, plural } from '../shared/format';
import { type PageStore, sentence } from '../shared/store';
import { terms } from '../shared/terms';
import { columnsTable } from './columnsTable';
import { sectionView } from './section';

const scalings: readonly Option[] = [
  { value: 'standard', label: 'Standard', description: 'Mean 0, standard deviation 1.' },
  { value: 'minmax', label: 'Min-max', description: 'Lowest value 0, highest 1.' },
  { value: 'robust', label: 'Robust', description: 'Median 0, interquartile range 1: outliers do not count.' },
  { value: 'none', label: 'None', description: 'Values as they are.' },
];
const windowScaling: Option = {
  value: 'window',
  label: 'By window',
  description: 'Each window by its own level and spread: for series that drift or grow.',
};
const scaleBys: readonly Option[] = [
  { value: 'all', label: 'All series together' },
  { value: 'series', label: 'Each series on its own' },
];
const missingPolicies: readonly Option[] = [
  { value: 'error', label: 'Stop with an error', description: 'Nothing is made up or left out in silence.' },
  { value: 'drop', label: 'Drop the rows', description: 'No window bridges the hole.' },
  {
    value: 'forward-fill',
    label: 'Repeat the last value',
    description: 'The last known value stands for a missing one.',
  },
  { value: 'interpolate', label: 'Interpolate', description: 'A straight line between the neighbours.' },
];
/** A column may have any name, so columns' values have a prefix. */
const fileOrder = 'file';
const dateOrders: readonly Option[] = [
  { value: 'auto', label: 'As the data tell' },
  { value: 'day-first', label: 'Day first (31/12)' },
  { value: 'month-first', label: 'Month first (12/31)' },
];

/** `70 / 10 / 20%`, or the rows that stand in place of shares. */
function splitWords({ by, train, validation, test, validationRows, testRows }: Experiment['data']['split']): string {
  const percent = (share: number): string => formatNumber(share * 100, 3);
  if (by !== 'time' || (validationRows === null && testRows === null))
    return `${percent(train)} / ${percent(validation)} / ${percent(test)}%`;
  const part = (share: number, rows: number | null, name: string): string[] => {
    if (rows !== null) return rows > 0 ? [`${formatCount(rows)} rows to ${name}`] : [];
    return share > 0 ? [`${percent(share)}% to ${name}`] : [];
  };
  return [...part(validation, validationRows, 'watch'), ...part(test, testRows, 'judge')].join(', ');
}

export function dataSection(store: PageStore, draft: Experiment): TemplateResult {
  const { split, scale } = draft.data;
  const scaling = [...scalings, windowScaling].find(({ value }) => value === scale)?.label.toLowerCase() ?? scale;
  const scaled = draft.model.tokens ? '' : scale === 'none' ? ', not scaled' : `, ${scaling}`;
  return sectionView(
    store,
    {
      id: 'data',
      heading: 'Data',
      description: `${splitWords(split)}${scaled}`,
      paths: ['data', 'window.stride'],
      locked: true,
    },
    () => content(store, draft),
  );
}

function content(store: PageStore, draft: Experiment): TemplateResult {
  const profile = store.state?.profile ?? null;
  return html`
    ${profile ? html`${columnsTable(store, draft, profile.columns)} ${warnings(store, draft, profile)} ${firstRows(store, profile)}` : nothing}
    <div class="fields">
      ${draft.model.tokens ? nothing : numericFields(store, draft, profile)} ${splitByField(store, draft)}
      ${shareField(store, draft, 'train', 'Train')} ${shareField(store, draft, 'validation', 'Validation')}
      ${shareField(store, draft, 'test', 'Test')} ${problemLines(store.problemsAt('data.split'))}
    </div>
    ${draft.task === 'forecast' ? moreView(store, draft, profile) : nothing}
  `;
}

/** How columns of numbers are ordered, filled and scaled. */
function numericFields(store: PageStore, draft: Experiment, profile: DataProfile | null): TemplateResult {
  const forecasts = draft.task === 'forecast';
  return html`${timeField(store, profile)} ${dateOrderField(store, draft, profile)}
  ${selectField(store, { path: 'data.missing', label: 'Missing values', explanation: terms.missing, options: missingPolicies })}
  ${selectField(store, {
    path: 'data.scale',
    label: 'Scaling',
    explanation: draft.data.scale === 'window' ? terms.windowScaling : terms.scaling,
    options: forecasts ? [...scalings, windowScaling] : scalings,
  })}
  ${
    draft.data.series === null
      ? nothing
      : selectField(store, {
          path: 'data.scaleBy',
          label: 'Scale by',
          explanation: terms.scaleBy,
          options: scaleBys,
        })
  }
  ${forecasts ? calendarField(store, draft, profile) : nothing}`;
}

/** Hour, weekday and month as far as the rows' steps are fine enough to tell them. */
function calendarField(
  store: PageStore,
  draft: Experiment,
  profile: DataProfile | null,
): TemplateResult | typeof nothing {
  const time = profile?.columns.find(({ name }) => name === draft.data.time)?.time;
  if (!time) return nothing;
  const { frequency } = time;
  const fitting = calendarFeatures.filter((feature) => {
    if (feature === 'month') return frequency !== 'quarter' && frequency !== 'year';
    const fine = frequency === 'hour' || frequency === 'minute' || frequency === 'second';
    return feature === 'hour' ? fine : fine || frequency === 'day';
  });
  const { calendar } = draft.data;
  if (fitting.length === 0 && calendar.length === 0) return nothing;
  return checkboxField(store, {
    path: 'data.calendar',
    label: `Calendar: ${(calendar.length > 0 ? calendar : fitting).join(', ')}`,
    explanation: terms.calendar,
    value: calendar.length > 0,
    change: (on) => store.edit('data.calendar', on ? fitting : []),
  });
}

function splitByField(store: PageStore, { task, data }: Experiment): TemplateResult | typeof nothing {
  const forecasts = task === 'forecast';
  const options: Option[] = [
    forecasts
      ? { value: 'time', label: 'Time', description: 'The earliest rows train, the latest test.' }
      : { value: 'time', label: 'Order of the file', description: 'The first rows train, the last test.' },
    ...(data.series === null ? [] : [{ value: 'series', label: 'Series', description: 'Whole series train or test.' }]),
    ...(forecasts ? [] : [{ value: 'random', label: 'At random', description: 'Each example on its own.' }]),
  ];
  if (options.length < 2 && data.split.by === 'time') return nothing;
  return html`${selectField(store, { path: 'data.split.by', label: 'Split by', explanation: terms.splitBy, options })}
  ${
    data.split.by === 'time'
      ? nothing
      : numberField(store, {
          path: 'data.split.seed',
          label: 'Split seed',
          explanation: terms.splitSeed,
          kind: 'whole',
          digits: 11,
        })
  }`;
}

/** What forecasts can set beside. */
function moreView(store: PageStore, draft: Experiment, profile: DataProfile | null): TemplateResult {
  const byTime = draft.data.split.by === 'time';
  const restRows = { kind: 'count', digits: 7, emptyMeans: 'by share', unit: 'rows' } as const;
  return html`
    ${sectionView(
      store,
      {
        id: 'data-more',
        heading: 'More',
        level: 3,
        paths: [
          'window.stride',
          'data.seasonalPeriod',
          'data.split.context',
          'data.split.testRows',
          'data.split.validationRows',
        ],
      },
      () =>
        html`<div class="fields">
          ${checkboxField(store, { path: 'data.split.context', label: 'Look back across parts', explanation: terms.context })}
          ${numberField(store, { path: 'window.stride', label: 'Stride', explanation: terms.stride, kind: 'count', digits: 5, unit: 'rows' })}
          ${numberField(store, {
            path: 'data.seasonalPeriod',
            label: 'Seasonal period',
            explanation: terms.seasonalPeriod,
            kind: 'count',
            digits: 9,
            emptyMeans: inferredPeriod(draft, profile),
            unit: 'rows',
          })}
          ${
            byTime
              ? html`${numberField(store, {
                  path: 'data.split.validationRows',
                  label: 'Validation rows',
                  explanation: terms.testRows,
                  ...restRows,
                })}
                ${numberField(store, { path: 'data.split.testRows', label: 'Test rows', explanation: terms.testRows, ...restRows })}`
              : nothing
          }
        </div>`,
    )}
  `;
}

function timeField(store: PageStore, profile: DataProfile | null): TemplateResult {
  const columns = profile?.columns.filter(({ kind }) => kind === 'time' || kind === 'numeric') ?? [];
  const time = store.draft?.data.time ?? null;
  return selectField(store, {
    path: 'data.time',
    label: 'Time',
    explanation: terms.time,
    options: [
      { value: fileOrder, label: 'Order of the file' },
      ...columns.map(({ name }) => ({ value: `column ${name}`, label: name })),
    ],
    value: time === null ? fileOrder : `column ${time}`,
    change: (value) => store.edit('data.time', value === fileOrder ? null : value.slice('column '.length)),
  });
}

/** Asked only where dates are written so that the order of day and month matters. */
function dateOrderField(
  store: PageStore,
  draft: Experiment,
  profile: DataProfile | null,
): TemplateResult | typeof nothing {
  const time = profile?.columns.find(({ name }) => name === draft.data.time)?.time;
  if (time?.format !== 'slashes') return nothing;
  return selectField(store, {
    path: 'data.dateOrder',
    label: 'Dates',
    explanation: terms.dateOrder,
    options: dateOrders,
    value: draft.data.dateOrder ?? 'auto',
    change: (order) => store.edit('data.dateOrder', order === 'auto' ? null : order),
  });
}

function shareField(
  store: PageStore,
  draft: Experiment,
  part: 'train' | 'validation' | 'test',
  label: string,
): TemplateResult {
  return numberField(store, {
    path: `data.split.${part}`,
    label,
    explanation: terms[part],
    kind: 'number',
    digits: 5,
    unit: '%',
    step: 5,
    value: Math.round(draft.data.split[part] * 1e6) / 1e4,
    change: (value) => value !== null && store.replaceDraft(withShare(store.draft ?? draft, part, value / 100)),
  });
}

function inferredPeriod(draft: Experiment, profile: DataProfile | null): string {
  const period = profile?.columns.find(({ name }) => name === draft.data.time)?.time?.seasonalPeriod;
  return period ? `auto: ${period}` : 'none';
}

/** What was noticed while reading: told, and nothing is done about it in silence. */
function warnings(store: PageStore, draft: Experiment, profile: DataProfile): TemplateResult | typeof nothing {
  const shown = profile.warnings.filter(({ code }) => matters(draft, code));
  if (shown.length === 0) return nothing;
  return html`<ul class="warnings">
    ${shown.map(
      ({ message, hint, line }) =>
        html`<li>
          <span class="codicon codicon-warning" role="img" aria-label="Warning"></span>
          <span
            >${sentence(message)} ${hint}
            ${
              line === undefined
                ? nothing
                : html`<button class="link" @click=${() => store.open('csv', line)}>Show line ${line}</button>`
            }</span
          >
        </li>`,
    )}
  </ul>`;
}

/** The file was read before it was known what its columns are: times of several series repeat, texts have no numbers. */
function matters({ task, data, model }: Experiment, code: string): boolean {
  if (code === 'data/no-numeric-column') return task === 'forecast';
  const ofTime = code === 'data/duplicate-times' || code === 'data/unsorted';
  return !ofTime || (data.series === null && model.tokens === null);
}

const delimiters: Record<Dialect['delimiter'], string> = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'bar' };

function firstRows(store: PageStore, { head, columns, dialect }: DataProfile): TemplateResult {
  const format = [
    `${dialect.encoding.toUpperCase()}${dialect.bom ? ' with BOM' : ''}`,
    `${delimiters[dialect.delimiter]} between cells`,
    dialect.header ? 'with header' : 'without header',
    ...(dialect.decimal === ',' ? ['decimal comma'] : []),
  ].join(', ');
  return sectionView(
    store,
    { id: 'first-rows', heading: 'First rows', description: plural(head.length, 'row'), level: 3 },
    () => {
      return html`<p class="note">${format}</p>
        <div class="table-scroll" tabindex="0" role="region" aria-label="First rows of the file">
          <table class="data head">
            <thead>
              <tr>
                ${columns.map(({ name }) => html`<th scope="col">${name}</th>`)}
              </tr>
            </thead>
            <tbody>
              ${head.map(
                (row) =>
                  html`<tr>
                    ${row.map((cell) => html`<td>${cell}</td>`)}
                  </tr>`,
              )}
            </tbody>
          </table>
        </div>`;
    },
  );
}
