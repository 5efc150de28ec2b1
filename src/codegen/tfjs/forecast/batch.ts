import { type Code, layOut, list, prettier } from '../../layout';
import { type ModelInput, modelInputs } from '../../modelInputs';
import type { Pipeline } from '../../pipeline';
import { lines } from '../lines';
import { rowUses } from '../rows/uses';

/** Columns that each window is scaled by itself, by their places among the inputs; empty where that is not asked for. */
export function windowScaled(pipeline: Pipeline): { inputs: number[]; targets: number[] } {
  const { scaling, experiment, categories } = pipeline;
  if (scaling !== 'window') return { inputs: [], targets: [] };
  const { fed } = rowUses(pipeline);
  const { known, static: statics } = experiment.data;
  const numbers = fed.filter((name) => !categories.includes(name));
  return {
    inputs: numbers.flatMap((name, i) => (known.includes(name) || statics.includes(name) ? [] : [i])),
    targets: pipeline.targets.map((name) => numbers.indexOf(name)),
  };
}

/** Steps that the network itself predicts. */
const stepsAhead = ({ experiment: { window } }: Pipeline): string =>
  window.strategy === 'recursive' ? '1' : 'HORIZON';

/** `makeBatch(examples)`: what the network reads of some windows, and what it is to say. */
export function batchFunctions(pipeline: Pipeline): string[] {
  const { network, scaling } = pipeline;
  const inputs = modelInputs(pipeline);
  const steps = stepsAhead(pipeline);
  const decoder = network.head.steps === 'decoder';
  const byWindow = scaling === 'window';
  const past = 'series.inputs.slice(row - TIME_STEPS, row)';
  const one = pipeline.experiment.window.horizon === 1 || steps === '1';
  const target = one && !decoder ? 'series.targets[row]' : `series.targets.slice(row, row + ${steps})`;
  const plain = inputs.length === 1 && !byWindow;
  const flat = decoder || one ? '' : '.flat()';
  const yRank = decoder ? 3 : 2;
  if (plain) {
    return [
      batchInterface,
      lines(
        '/** What the network reads of some windows, and what it is to say. */',
        'function makeBatch(examples: Example[]): Batch {',
        '  const rows = examples.map(({ series, row }) =>',
        `    ${past},`,
        '  );',
        decoder || flat !== ''
          ? ['  const targets = examples.map(({ series, row }) =>', `    ${target}${flat},`, '  );']
          : `  const targets = examples.map(({ series, row }) => ${target});`,
        `  return { x: [tf.tensor3d(rows)], y: tf.tensor${yRank}d(targets) };`,
        '}',
      ),
    ];
  }
  const fields = inputs.map((input): string => {
    switch (input) {
      case 'rows':
        return byWindow ? 'rows' : `rows: ${past}`;
      case 'known':
        return one && !decoder ? 'known: series.known[row]' : `known: series.known.slice(row, row + ${steps})${flat}`;
      case 'previous':
        return byWindow ? 'previous' : `previous: series.targets.slice(row - 1, row + ${steps} - 1)`;
      default:
        return 'categories: series.categories.slice(row - TIME_STEPS, row)';
    }
  });
  const levels = windowScaled(pipeline);
  const unique = [...new Set(fields)];
  return [
    batchInterface,
    ...(byWindow ? [levelFunctions(levels)] : []),
    lines(
      '/** What the network reads of some windows, and what it is to say. */',
      'function makeBatch(examples: Example[]): Batch {',
      '  const windows = examples.map(({ series, row }) => {',
      byWindow &&
        [
          `    const read = ${past};`,
          '    const levels = levelsOf(read);',
          '    const scaled = (steps: number[][]): number[][] =>',
          '      steps.map((step) =>',
          '        step.map((value, k) => (value - levels[k].shift) / levels[k].scale),',
          '      );',
          '    const rows = scaleInputs(read);',
          inputs.includes('previous') &&
            `    const previous = scaled(series.targets.slice(row - 1, row + ${steps} - 1));`,
          `    const targets = scaled(series.targets.slice(row, row + ${steps}))${decoder ? '' : '.flat()'};`,
        ].filter((line) => line !== false),
      '    return {',
      unique.map((field) => `      ${field},`),
      byWindow ? '      targets,' : `      targets: ${target}${flat},`,
      '    };',
      '  });',
      '  return {',
      layOut(prettier, 2, 'x: ', list(inputs.map((input) => inputTensor(input, decoder))), ','),
      `    y: tf.tensor${yRank}d(windows.map(({ targets }) => targets)),`,
      '  };',
      '}',
    ),
  ];
}

const batchInterface = `interface Batch {
  x: tf.Tensor[];
  y: tf.Tensor;
}`;

const levelFunctions = ({ inputs, targets }: { inputs: readonly number[]; targets: readonly number[] }): string =>
  lines(
    '/** Last value and deviation of a column within a window. */',
    'function levelOf(column: number[]): Scale {',
    '  const mean = column.reduce((a, b) => a + b) / column.length;',
    '  const squares = column.reduce((sum, x) => sum + (x - mean) ** 2, 0);',
    '  const spread = Math.sqrt(squares / column.length);',
    '  const shift = column[column.length - 1];',
    '  // What hardly moves has no spread.',
    '  const still = spread <= 1e-6 * (Math.abs(shift) + 1);',
    '  return { shift, scale: still ? 1 : spread };',
    '}',
    '',
    '/** Level and spread of each target within a window [T, F]. */',
    'function levelsOf(window: number[][]): Scale[] {',
    targets.length === 1
      ? `  return [levelOf(window.map((step) => step[${targets[0]}]))];`
      : `  return [${targets.join(', ')}].map((k) => levelOf(window.map((step) => step[k])));`,
    '}',
    '',
    '/** A window whose measurements are scaled by their own level and spread. */',
    'function scaleInputs(window: number[][]): number[][] {',
    '  const scaled = window.map((step) => [...step]);',
    inputs.length === 1
      ? [
          `  const { shift, scale } = levelOf(window.map((step) => step[${inputs[0]}]));`,
          `  for (const step of scaled) step[${inputs[0]}] = (step[${inputs[0]}] - shift) / scale;`,
        ]
      : [
          `  for (const k of [${inputs.join(', ')}]) {`,
          '    const { shift, scale } = levelOf(window.map((step) => step[k]));',
          '    for (const step of scaled) step[k] = (step[k] - shift) / scale;',
          '  }',
        ],
    '  return scaled;',
    '}',
  );

/** The tensor of one input. @param decoder known columns stand step by step */
function inputTensor(input: ModelInput, decoder: boolean): Code {
  const category = /^category_(\d+)$/.exec(input)?.[1];
  if (category !== undefined) {
    const step = `step[${Number(category) - 1}]`;
    return `tf.tensor2d(windows.map((w) => w.categories.map((step) => ${step})))`;
  }
  const rank = input === 'known' && !decoder ? 2 : 3;
  return `tf.tensor${rank}d(windows.map(({ ${input} }) => ${input}))`;
}
