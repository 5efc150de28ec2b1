import { type TemplateResult, html, nothing } from 'lit';

import type { Openable } from '../../../src/protocol/webview';
import { codeTargets } from '../../../src/spec/codeTargets';
import { exclusionWords } from '../../../src/spec/exclusionWords';
import { mainMetricOf, metricInfo } from '../../../src/spec/mainScore';
import type { Summary } from '../../../src/spec/run';
import { engineWords, speedWords } from '../../shared/engineWords';
import { formatCount, formatSeconds } from '../../shared/format';
import type { PredictionChoice } from '../../shared/predictionChoice';
import { type PageStore, sentence } from '../../shared/store';
import { taskWords } from '../../shared/taskWords';
import { terms } from '../../shared/terms';
import './attentionView';
import { classResults, classScores } from './classResults';
import { forecastResults, seriesScores } from './forecastResults';
import './generateBox';
import './predictionTable';
import { predictionView } from './predictionView';
import { samplesView } from './samplesView';
import { judgedSplit, scoresTable, targetScores } from './scores';

const links: readonly { what: Openable; label: string; title: string }[] = [
  {
    what: 'predictions',
    label: 'predictions.csv',
    title: 'Actual and predicted of every step, in the data’s own units',
  },
  { what: 'keras', label: 'Keras', title: 'A Python program that trains the same network' },
  { what: 'pytorch', label: 'PyTorch', title: 'A Python program that trains the same network in a plain loop' },
  { what: 'tfjs', label: 'TensorFlow.js', title: 'A JavaScript program that trains the same network' },
  { what: 'notebook', label: 'Notebook', title: 'The Keras program in cells, with what each step is for' },
  { what: 'model', label: 'Model', title: 'The trained network, in the format of TensorFlow.js' },
  { what: 'readme', label: 'README', title: 'What was trained, how good it is, and how each program is run' },
  { what: 'folder', label: 'Run folder', title: 'All files of this run' },
  { what: 'log', label: 'Log', title: 'What the trainer said' },
];
/** What came out: one sentence, what the task shows, the scores beside those of no network, and the files. */
export function resultsView(store: PageStore, choice: PredictionChoice): TemplateResult | typeof nothing {
  const { state } = store;
  const summary = state?.run?.summary;
  if (!state || !summary || summary.state === 'running' || store.running) return nothing;
  const ofNumbers = metricInfo[mainMetricOf(summary)].family === 'numbers';
  const series = ofNumbers ? choice.shown : undefined;
  return html`<section class="results" aria-labelledby="results-heading">
    <h2 id="results-heading" class="visually-hidden">Result</h2>
    ${otherTaskView(store, summary)} ${verdictView(summary)}
    <div class="results-grid">
      <div class="prediction">${taskResults(store, summary, choice)} ${predictionView(store, summary)}</div>
      <div class="numbers">
        ${scoresTable(store, summary)} ${targetScores(summary)} ${classScores(store, summary)}
        ${seriesScores(store, summary)} ${linksView(store, summary)} ${excludedView(summary)} ${detailsView(summary)}
        ${series ? html`<lab-scatter-chart .series=${series}></lab-scatter-chart>` : nothing}
      </div>
    </div>
  </section>`;
}

/** What is looked at, by task. A task that told numbers is drawn, others are read. */
function taskResults(store: PageStore, summary: Summary, choice: PredictionChoice): TemplateResult {
  const { state } = store;
  const run = state?.run?.folder ?? '';
  const split = judgedSplit(summary);
  if (metricInfo[mainMetricOf(summary)].family === 'numbers') return forecastResults(store, summary, choice);
  const table = split
    ? html`<lab-prediction-table
        .run=${run}
        .split=${split}
        .query=${(query: Parameters<PageStore['table']>[0]) => store.table(query)}
      ></lab-prediction-table>`
    : nothing;
  switch (summary.task) {
    case 'generate':
      return html`${generateView(store, summary, run)} ${samplesView(store.samples)}`;
    case 'translate':
      return html`${table}
      ${state?.attention ? html`<lab-attention .examples=${state.attention.examples}></lab-attention>` : nothing}`;
    default:
      return html`${classResults(store, summary)} ${table}`;
  }
}

/** A network that was stopped early writes as well as it has learned; one that failed has no weights. */
function generateView(store: PageStore, { state }: Summary, run: string): TemplateResult | typeof nothing {
  const sampling = store.draft?.sampling;
  if (!sampling || state === 'failed' || state === 'running') return nothing;
  return html`<lab-generate
    .run=${run}
    .sampling=${sampling}
    .conditions=${store.state?.conditions ?? []}
    .write=${(params: Parameters<PageStore['generate']>[0]) => store.generate(params)}
    ?disabled=${store.state?.trusted === false}
  ></lab-generate>`;
}

/** What was left out, counted and named: nothing is in silence. */
function excludedView({ excluded = [] }: Summary): TemplateResult | typeof nothing {
  if (excluded.length === 0) return nothing;
  return html`<div class="excluded">
    <p>Left out:</p>
    <ul>
      ${excluded.map(
        ({ reason, count, examples }) =>
          html`<li>
            ${formatCount(count)}
            ${exclusionWords({ reason, count })}${
              examples.length > 0
                ? html` <span class="note">(${examples.join(', ')}${count > examples.length ? ', …' : ''})</span>`
                : nothing
            }
          </li>`,
      )}
    </ul>
  </div>`;
}

/** Another task was chosen since: what is shown is not what the form above says. */
function otherTaskView({ draft }: PageStore, { task = 'forecast' }: Summary): TemplateResult | typeof nothing {
  if (!draft || draft.task === task) return nothing;
  return html`<p class="note other-task">What the last run came to, whose task was “${taskWords[task].label}”:</p>`;
}

/** Whether the network helped, large; what else there is to say of it, below. */
function verdictView({ verdict, lagged }: Summary): TemplateResult | typeof nothing {
  if (!verdict) return nothing;
  const [first = '', ...more] = sentence(verdict).split(/(?<=[.?!])\s+/);
  return html`<p class="verdict">${first}</p>
    ${
      more.length > 0
        ? html`<p class="verdict-more">
            ${lagged ? html`<span class="codicon codicon-warning" role="img" aria-label="Warning"></span>` : nothing}
            <span>${more.join(' ')}</span>
          </p>`
        : nothing
    }`;
}

/** A run that failed before it predicted has its folder and its log, and nothing else to open. */
function linksView(store: PageStore, { state, metrics }: Summary): TemplateResult {
  const bare = state === 'failed' && Object.keys(metrics).length === 0;
  const available = store.state?.available ?? null;
  const shown = links.filter(({ what }) =>
    bare ? what === 'folder' || what === 'log' : available === null || available.includes(what),
  );
  return html`<p class="links">
      <span>Open:</span>
      ${shown.map(
        ({ what, label, title }) =>
          html`<button class="link" data-open=${what} title=${title} @click=${() => store.open(what)}>
            ${label}
          </button>`,
      )}
    </p>
    ${bare ? nothing : codeButtons(store)}`;
}

/** What is done with the programs: nothing while the workspace is not trusted, or where there is none. */
function codeButtons(store: PageStore): TemplateResult | typeof nothing {
  const available = store.state?.available ?? null;
  const has = (...targets: Openable[]): boolean =>
    available === null || targets.some((target) => available.includes(target));
  if (store.state?.trusted === false || !has('model', ...codeTargets)) return nothing;
  return html`<p class="buttons">
    ${
      has('keras', 'pytorch')
        ? html`<vscode-button secondary icon="terminal" data-run @click=${() => store.runProgram()}
            >Run in terminal</vscode-button
          >`
        : nothing
    }
    <vscode-button secondary icon="export" data-export @click=${() => store.exportRun()}>Export…</vscode-button>
  </p>`;
}

/** How it was trained, and what the trainer wants to have said. */
function detailsView(summary: Summary): TemplateResult {
  const { bestEpoch, rows } = summary;
  const best = bestEpoch === null ? '' : `Best epoch ${formatCount(bestEpoch)}. `;
  const dropped =
    rows.dropped > 0 ? ` ${formatCount(rows.dropped)} of ${formatCount(rows.total)} rows were dropped.` : '';
  return html`<p class="note run-details">${best}${engineView(summary)}${dropped}</p>
    ${summary.notes.map((note) => html`<p class="note">${note}</p>`)}`;
}

/** Nothing for a run that failed before it had an engine. */
function engineView({ durations, engine }: Summary): TemplateResult | typeof nothing {
  if (engine.name === '') return nothing;
  const speed = speedWords(engine);
  const speedView = speed === null ? nothing : html`, <span title=${terms.gflops}>${speed}</span>`;
  return html`Trained in ${formatSeconds(durations.train)} on ${engineWords(engine)}${speedView}.`;
}
