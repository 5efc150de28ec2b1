import { medianOf } from '../../../spec/median';
import type { Pipeline } from '../../pipeline';
import { decodingFunctions, forecastSteps, ownWords } from '../decoding';
import { identifier, programInputs } from '../functional';
import { lines, some } from '../lines';
import type { TypescriptSection } from '../program';
import { saveFunction } from '../save';
import { rowUses } from '../rows/uses';

/** Predictions in the data's own units, scores beside "repeat the last value", and `--save`. */
export function forecastReport(pipeline: Pipeline): TypescriptSection[] {
  const { targets, experiment, network } = pipeline;
  const { horizon } = experiment.window;
  const several = targets.length > 1;
  const quantiles = network.head.quantiles.length;
  const interval = quantiles > 1;
  const columns = some(
    'split',
    'series',
    'time',
    'step',
    several && 'target',
    'actual',
    'predicted',
    interval && 'lower',
    interval && 'upper',
  );
  return [
    {
      declarations: some(
        decodingFunctions(pipeline),
        predictFunction(pipeline),
        predictionInterface(pipeline),
        forecastFunction(pipeline),
        horizon > 1 && apart,
        rmse,
        report(several),
        savePredictions(columns, pipeline),
      ),
      main: some(
        '  const saved: Prediction[] = [];',
        '  for (const [part, windows] of Object.entries(examples)) {',
        horizon > 1 && '    // Of training and validation, windows that are a horizon apart are judged.',
        horizon > 1 && '    const judged = part === "test" ? windows : apart(windows);',
        `    const predictions = forecast(model, part, ${horizon > 1 ? 'judged' : 'windows'});`,
        '    report(part, predictions);',
        '    saved.push(...predictions);',
        '  }',
        '  if (options.save) savePredictions(options.save, saved);',
      ),
    },
  ];
}

const apart = `/** Those of the windows that are a horizon apart. */
function apart(examples: Example[]): Example[] {
  let next: Example | undefined;
  return examples.filter(({ series, row }) => {
    if (next?.series === series && row < next.row) return false;
    next = { series, row: row + HORIZON };
    return true;
  });
}`;

/** `predict`: outputs of windows in the units of the series' scales, [N, HORIZON * targets * quantiles]. */
function predictFunction(pipeline: Pipeline): string {
  const { experiment, network, scaling } = pipeline;
  const quantiles = Math.max(1, network.head.quantiles.length);
  const byWindow = scaling === 'window';
  const back = byWindow
    ? [
        '      // Back from the level and the spread of each window.',
        '      return outputs.map((own, i) => {',
        '        const { series, row } = batch[i];',
        '        const levels = levelsOf(series.inputs.slice(row - TIME_STEPS, row));',
        '        return own.map((value, o) => {',
        quantiles > 1
          ? `          const { shift, scale } = levels[Math.floor(o / ${quantiles}) % TARGETS.length];`
          : '          const { shift, scale } = levels[o % TARGETS.length];',
        '          return value * scale + shift;',
        '        });',
        '      });',
      ]
    : ['      return outputs;'];
  const batches = (body: readonly string[]): string =>
    lines(
      '/** Outputs of the network for some windows. */',
      'function predict(model: tf.LayersModel, examples: Example[]): number[][] {',
      '  return inBatches(examples, 256).flatMap((batch) =>',
      '    tf.tidy(() => {',
      body,
      '    }),',
      '  );',
      '}',
    );
  if (experiment.window.strategy === 'recursive') {
    const { targets } = feedPlaces(pipeline);
    const median = medianOf(network.head.quantiles);
    return lines(
      batches([
        '      const said = model.predict(makeBatch(batch).x) as tf.Tensor2D;',
        '      const outputs = said.arraySync();',
        ...back,
      ]),
      '',
      '/** Predicts one step, writes it into the rows as if it had come, and goes on. */',
      'function predictAhead(model: tf.LayersModel, examples: Example[]): number[][] {',
      '  const copies = examples.map(({ series, row }) => ({',
      '    series: { ...series, inputs: [...series.inputs] },',
      '    row,',
      '  }));',
      '  const steps = Array.from({ length: HORIZON }, (_, step) => {',
      '    const ahead = copies.map(({ series, row }) => ({',
      '      series,',
      '      row: row + step,',
      '    }));',
      '    const outputs = predict(model, ahead);',
      '    ahead.forEach(({ series, row }, i) => {',
      '      const next = [...series.inputs[row]];',
      targets.flatMap((place, k) =>
        place < 0 ? [] : [`      next[${place}] = outputs[i][${k * quantiles + median}];`],
      ),
      '      series.inputs[row] = next;',
      '    });',
      '    return outputs;',
      '  });',
      '  return examples.map((_, i) => steps.flatMap((outputs) => outputs[i]));',
      '}',
    );
  }
  const decoder = ownWords(pipeline);
  if (decoder) {
    return batches([
      ...forecastSteps(pipeline, programInputs(pipeline).map(identifier), decoder),
      '      const flat = tf.reshape(tf.concat(said, 1), [batch.length, -1]);',
      '      const outputs = flat.arraySync() as number[][];',
      ...back,
    ]);
  }
  return batches([
    '      const said = model.predict(makeBatch(batch).x) as tf.Tensor;',
    '      const flat = tf.reshape(said, [batch.length, -1]);',
    '      const outputs = flat.arraySync() as number[][];',
    ...back,
  ]);
}

/** Places of the targets among the inputs, where predictions are fed back; -1 where they are not. */
export function feedPlaces(pipeline: Pipeline): { targets: number[] } {
  const { categories, shapes } = pipeline;
  const { fed } = rowUses(pipeline);
  const numbers = shapes.categories ? fed.filter((name) => !categories.includes(name)) : fed;
  return { targets: pipeline.targets.map((name) => numbers.indexOf(name)) };
}

const predictionInterface = (pipeline: Pipeline): string => {
  const { network, targets } = pipeline;
  const interval = network.head.quantiles.length > 1;
  return lines(
    'interface Prediction {',
    '  part: string;',
    rowUses(pipeline).several && '  series: string;',
    '  time: string;',
    '  /** Steps ahead, from 1. */',
    '  step: number;',
    targets.length > 1 && '  target: string;',
    '  actual: number;',
    '  predicted: number;',
    '  /** Repeats the last value. */',
    '  naive: number;',
    interval && '  lower: number;',
    interval && '  upper: number;',
    '}',
  );
};

/** One prediction a window, step and target. */
function forecastFunction(pipeline: Pipeline): string {
  const { experiment, network, scaling, targets } = pipeline;
  const { horizon, strategy } = experiment.window;
  const { several, valuesName } = rowUses(pipeline);
  const { quantiles } = network.head;
  const q = Math.max(1, quantiles.length);
  const median = medianOf(quantiles);
  const severalTargets = targets.length > 1;
  const k = severalTargets ? 'k' : '0';
  const column = valuesName === 'TARGETS' ? k : 'column';
  const predict = strategy === 'recursive' ? 'predictAhead' : 'predict';
  const output = (): string => {
    const place =
      horizon > 1
        ? severalTargets
          ? q > 1
            ? `(step * TARGETS.length + k) * ${q}`
            : 'step * TARGETS.length + k'
          : q > 1
            ? `step * ${q}`
            : 'step'
        : severalTargets
          ? q > 1
            ? `k * ${q}`
            : 'k'
          : '0';
    return place;
  };
  const scale = scaling === 'none' ? '' : `series.scales[${k}]`;
  const body = some(
    valuesName !== 'TARGETS' &&
      (severalTargets ? 'const column = COLUMNS.indexOf(target);' : 'const column = COLUMNS.indexOf(TARGETS[0]);'),
    scaling !== 'none' && `const { shift, scale } = ${scale};`,
    q > 1
      ? [
          '// Sorted, for a network may let quantiles cross.',
          `const from = ${output()};`,
          `const sorted = outputs[i].slice(from, from + ${q}).sort((a, b) => a - b);`,
          scaling === 'none'
            ? 'const quantiles = sorted;'
            : 'const quantiles = sorted.map((value) => value * scale + shift);',
        ]
      : scaling === 'none'
        ? `const predicted = outputs[i][${output()}];`
        : `const predicted = outputs[i][${output()}] * scale + shift;`,
    'return {',
    '  part,',
    several && `  series: ${horizon > 1 ? 'rows[row].series' : 'rows[row].series'},`,
    `  time: rows[${horizon > 1 ? 'row + step' : 'row'}].label,`,
    horizon > 1 ? '  step: step + 1,' : '  step: 1,',
    severalTargets && '  target,',
    `  actual: rows[${horizon > 1 ? 'row + step' : 'row'}].values[${column}],`,
    q > 1 ? `  predicted: quantiles[${median}],` : '  predicted,',
    `  naive: rows[row - 1].values[${column}],`,
    q > 1 && ['  lower: quantiles[0],', `  upper: quantiles[${q - 1}],`],
    '};',
  );
  const indent = (list: readonly string[], by: number): string[] => list.map((line) => ' '.repeat(by) + line);
  const steps = 'Array.from({ length: HORIZON }, (_, step) => ';
  const inner =
    horizon > 1
      ? severalTargets
        ? [
            `    return ${steps.replace('=> ', '=>')}`,
            '      TARGETS.map((target, k) => {',
            ...indent(body, 8),
            '      }),',
            '    ).flat();',
          ]
        : [`    return ${steps}{`, ...indent(body, 6), '    });']
      : severalTargets
        ? ['    return TARGETS.map((target, k) => {', ...indent(body, 6), '    });']
        : indent(body, 4);
  const flat = horizon > 1 || severalTargets;
  return lines(
    '/** Predictions in the units of the data. */',
    'function forecast(',
    '  model: tf.LayersModel,',
    '  part: string,',
    '  examples: Example[],',
    '): Prediction[] {',
    `  const outputs = ${predict}(model, examples);`,
    `  return examples.${flat ? 'flatMap' : 'map'}(({ series, row }, i) => {`,
    '    const { rows } = series;',
    inner,
    '  });',
    '}',
  );
}

const rmse = `function rmse(errors: number[]): number {
  const squares = errors.reduce((sum, error) => sum + error ** 2, 0);
  return Math.sqrt(squares / errors.length);
}`;

const report = (several: boolean): string => {
  const body = (name: string): string[] => [
    `const error = rmse(${name}.map((p) => p.actual - p.predicted));`,
    `const naive = rmse(${name}.map((p) => p.actual - p.naive));`,
    'const scores = `RMSE ${error.toPrecision(10)}  naive ${naive.toPrecision(10)}`;',
  ];
  return lines(
    '/** Prints the RMSE; naive repeats the last value. */',
    'function report(part: string, predictions: Prediction[]): void {',
    several
      ? [
          '  for (const target of TARGETS) {',
          '    const own = predictions.filter((p) => p.target === target);',
          ...body('own').map((line) => `    ${line}`),
          '    console.log(`${part.padEnd(10)}  ${scores}  ${JSON.stringify(target)}`);',
          '  }',
        ]
      : [...body('predictions').map((line) => `  ${line}`), '  console.log(`${part.padEnd(10)}  ${scores}`);'],
    '}',
  );
};

function savePredictions(columns: readonly string[], pipeline: Pipeline): string {
  const { several } = rowUses(pipeline);
  const values = columns.map((name) => {
    if (name === 'split') return 'split: p.part';
    if (name === 'series') return several ? 'series: p.series' : 'series: ""';
    return `${name}: p.${name}`;
  });
  return saveFunction(values);
}
