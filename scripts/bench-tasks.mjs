// npm run bench:tasks: how well every kind of sequence is learned, over three seeds, beside what it has to reach.
// Options: --only REGEX, --seeds 1,2,3, --keras (the same networks in Keras, where there is a twin: hours),
// --epochs N (fewer epochs to try the script; its figures are none), --threads N, --built, --json FILE.
// Data that are not on this machine are skipped; docs/accuracy.md holds the table as it was measured.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { benchTasks, deviationOf } from './lib/benchTasks.mjs';
import { ensureBuilt } from './lib/build.mjs';
import { ready } from './lib/install.mjs';
import { inRoot } from './lib/paths.mjs';
import { main, say, ScriptError } from './lib/say.mjs';

const options = {
  only: { type: 'string', default: '.' },
  seeds: { type: 'string', default: '1,2,3' },
  epochs: { type: 'string' },
  threads: { type: 'string' },
  keras: { type: 'boolean', default: false },
  built: { type: 'boolean', default: false },
  json: { type: 'string' },
};

/** Standard output of the command line. */
function cli(args, threads) {
  return execFileSync(
    process.execPath,
    [inRoot('dist', 'cli.js'), ...args, ...(threads ? ['--threads', threads] : [])],
    {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
      maxBuffer: 1 << 28,
    },
  );
}

const lastRecord = (text) => JSON.parse(text.trim().split('\n').at(-1));

/** Trains once. @returns the run's summary, and its backtest where the task has one */
function train(task, file, seed, { folder, epochs, threads }) {
  const experiment = {
    version: 1,
    name: `${task.name}-${seed}`,
    ...task.experiment,
    data: { ...task.experiment.data, file },
    training: { ...task.experiment.training, seed, ...(epochs ? { epochs: Number(epochs) } : {}) },
  };
  const source = path.join(folder, `${task.name}-${seed}.json`);
  writeFileSync(source, JSON.stringify(experiment, null, 2));
  const done = lastRecord(cli(['train', source, '--json', '--out', path.join(folder, 'runs')], threads));
  const read = (name) => JSON.parse(readFileSync(path.join(done.run, name), 'utf8'));
  const summary = read('summary.json');
  if (summary.state !== 'done') throw new ScriptError(`${task.name}, seed ${seed}: the run is "${summary.state}".`);
  const backtest = task.backtest ? lastRecord(cli(['backtest', done.run, '--json'], threads)) : null;
  const deviation = task.name === 'etth1' ? deviationOf(file) : null;
  return { run: done.run, summary, backtest, deviation };
}

const digits = (value) => (value === null ? '–' : Number(value.toPrecision(4)).toString());

/** Whether a figure of a run is what it has to be; null where nothing is asked. */
function met(figure, value, others) {
  if (value === null) return figure.least === undefined && figure.most === undefined ? null : false;
  if (figure.least !== undefined) return value > figure.least;
  if (figure.most !== undefined) return value <= figure.most;
  return figure.below === undefined ? null : value < others[figure.below];
}

const asked = ({ least, most, below }) =>
  least !== undefined ? `over ${least}` : most !== undefined ? `at most ${most}` : below ? `below "${below}"` : '';

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Whether the mean over the seeds is as near to the twin's as it has to be. */
const holdsAgainst = ({ worse, times }, own, twin) => (times ? own <= twin * times : own >= twin - worse);

/** Of each figure the values over the seeds, and whether all of them reach what they have to. */
function figuresOf(task, runs, twins) {
  return task.figures.map((figure) => {
    const values = runs.map((run) => figure.of(run));
    const verdicts = runs.map((run, i) => {
      const others = Object.fromEntries(task.figures.map((other) => [other.name, other.of(run)]));
      return met(figure, values[i], others);
    });
    if (twins && task.keras.figure === figure.name) verdicts.push(holdsAgainst(task.keras, mean(values), mean(twins)));
    const reached = verdicts.every((one) => one === null) ? null : verdicts.every((one) => one !== false);
    return { name: figure.name, values, asked: asked(figure), reached };
  });
}

function row(task, figure, runs, twins) {
  const seconds = Math.round(Math.max(...runs.map(({ summary }) => summary.durations.train)));
  const keras = task.keras?.figure === figure.name && twins ? twins.map(digits).join(', ') : '';
  const verdict = figure.reached === null ? '' : figure.reached ? 'yes' : 'NO';
  return `| ${task.name} | ${figure.name} | ${figure.values.map(digits).join(', ')} | ${keras} | ${figure.asked} | ${verdict} | ${seconds} |`;
}

await main(async () => {
  if (!ready()) return;
  const { values } = parseArgs({ options });
  if (!values.built) await ensureBuilt();
  const seeds = values.seeds.split(',').map(Number);
  const only = new RegExp(values.only, 'i');
  const twin = values.keras ? await (await import('./lib/kerasTwin.mjs')).prepareTwin() : null;
  const folder = mkdtempSync(path.join(tmpdir(), 'seqlab-tasks-'));
  const report = [];
  const lines = [];
  try {
    for (const task of benchTasks.filter(({ name }) => only.test(name))) {
      const file = task.file(folder);
      if (!file) {
        say(`· ${task.name}: the data are not on this machine, skipped`);
        continue;
      }
      const runs = [];
      for (const seed of seeds) {
        say(`· ${task.name}, seed ${seed} …`);
        runs.push(train(task, file, seed, { ...values, folder }));
      }
      const twins = twin && task.keras ? [] : null;
      for (const [i, { run }] of runs.entries()) {
        if (!twins) break;
        say(`· ${task.name} in Keras, seed ${seeds[i]} …`);
        twins.push((await twin(run, seeds[i]))[task.keras.figure]);
        say(`  ${task.keras.figure} ${digits(twins.at(-1))}`);
      }
      const figures = figuresOf(task, runs, twins);
      report.push({ task: task.name, seeds, figures, twins, summaries: runs.map(({ summary }) => summary) });
      lines.push(...figures.map((figure) => row(task, figure, runs, twins)));
      if (values.json) writeFileSync(values.json, JSON.stringify(report, null, 2));
    }
  } finally {
    if (existsSync(folder)) rmSync(folder, { recursive: true });
  }
  const epochs = values.epochs ? `\nWith ${values.epochs} epochs: these are no figures.` : '';
  say(`\n| Data | Figure | Seeds ${seeds.join(', ')} | Keras | Has to be | Is | s to train |`);
  say(`|---|---|---|---|---|---|---|\n${lines.join('\n')}${epochs}`);
  const missed = report.flatMap(({ task, figures }) =>
    figures.filter(({ reached }) => reached === false).map(({ name }) => `${task}: ${name}`),
  );
  if (missed.length > 0 && !values.epochs) throw new ScriptError(`Not reached: ${missed.join('; ')}.`);
});
