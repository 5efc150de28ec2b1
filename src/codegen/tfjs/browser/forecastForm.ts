import { medianOf } from '../../../spec/median';
import { layOut, list } from '../../layout';
import type { Pipeline } from '../../pipeline';
import { windowScaled } from '../forecast/batch';
import { feedPlaces } from '../forecast/report';
import { some } from '../lines';
import { rowUses } from '../rows/uses';
import type { PageForm } from './form';
import { pageStyle, rowReading, scaledRows } from './rowReading';
import { show } from './show';

/** The last rows, and what comes after them. */
export function forecastForm(pipeline: Pipeline): PageForm {
  const { timeSteps, scaling, experiment } = pipeline;
  const { categories } = rowUses(pipeline);
  const own = scaling !== 'none' && experiment.data.scaleBy === 'series';
  return {
    asked: timeSteps === 1 ? 'The last row:' : `The last ${timeSteps} rows, the newest at the end:`,
    height: Math.min(timeSteps, 20),
    choosesSeries: own,
    needs: some(
      own && 'series',
      !own && (scaling !== 'none' || categories.length === 0) && 'inputs',
      !own && 'targets',
      categories.length > 0 && 'categories',
    ),
    script: some(
      own && ownScales,
      rowReading(pipeline),
      show,
      '',
      scaling === 'window' && levelOf,
      ahead(pipeline),
      '',
      predict(pipeline),
    ),
  };
}

const ownScales = [
  'const choice = document.querySelector("select");',
  'choice.append(...series.map(({ name }, i) => new Option(name, i)));',
  'let { inputs, targets } = series[0];',
  'choice.onchange = () => ({ inputs, targets } = series[choice.value]);',
  '',
];

const levelOf = [
  '/** Last value and deviation of a column within a window. */',
  'function levelOf(column) {',
  '  const mean = column.reduce((a, b) => a + b) / column.length;',
  '  const squares = column.reduce((sum, x) => sum + (x - mean) ** 2, 0);',
  '  const spread = Math.sqrt(squares / column.length);',
  '  const last = column.at(-1);',
  '  // What hardly moves has no spread.',
  '  const still = spread <= 1e-6 * (Math.abs(last) + 1);',
  '  return { last, spread: still ? 1 : spread };',
  '}',
  '',
];

/** `ahead(rows)`: what the network says after some rows, in the units of the data. */
function ahead(pipeline: Pipeline): string[] {
  const { scaling, network } = pipeline;
  const quantiles = network.head.quantiles.length;
  const place = quantiles > 1 ? `Math.floor(i / ${quantiles}) % targets.length` : 'i % targets.length';
  const head = ['/** What the network says after some rows, in the units of the data. */', 'function ahead(rows) {'];
  switch (scaling) {
    case 'none':
      return [...head, '  return [...model.predict(tf.tensor3d([rows])).dataSync()];', '}'];
    case 'window':
      return [
        ...head,
        ...scaledRows.map((line) => `  ${line}`),
        '  const levels = inputs.map((_, k) => {',
        '    return levelOf(scaled.map((row) => row[k]));',
        '  });',
        ...byLevel(pipeline),
        '  const read = tf.tensor3d([own]);',
        '  return Array.from(model.predict(read).dataSync(), (value, i) => {',
        `    const target = targets[${place}];`,
        '    const { column, shift, scale } = target;',
        '    const { last, spread } = levels[columns.indexOf(column)];',
        '    return (value * spread + last) * scale + shift;',
        '  });',
        '}',
      ];
    default:
      return [
        ...head,
        ...scaledRows.map((line) => `  ${line}`),
        '  const read = tf.tensor3d([scaled]);',
        '  return Array.from(model.predict(read).dataSync(), (value, i) => {',
        `    const { shift, scale } = targets[${place}];`,
        '    return value * scale + shift;',
        '  });',
        '}',
      ];
  }
}

/** Lines that make `own` of `scaled`: measurements by level and spread of the window, static columns as they are. */
function byLevel(pipeline: Pipeline): string[] {
  const { fed } = rowUses(pipeline);
  const { inputs } = windowScaled(pipeline);
  if (inputs.length === fed.length) {
    return [
      '  const own = scaled.map((row) =>',
      '    row.map((value, k) => (value - levels[k].last) / levels[k].spread),',
      '  );',
    ];
  }
  return [
    ...layOut(pageStyle, 1, 'const measured = ', list(inputs.map(String)), ';').split('\n'),
    '  const own = scaled.map((row) =>',
    '    row.map((value, k) => {',
    '      if (!measured.includes(k)) return value;',
    '      return (value - levels[k].last) / levels[k].spread;',
    '    }),',
    '  );',
  ];
}

function predict(pipeline: Pipeline): string[] {
  const { timeSteps, experiment, network } = pipeline;
  const { horizon, strategy } = experiment.window;
  const { quantiles } = network.head;
  const q = Math.max(1, quantiles.length);
  const needed = timeSteps === 1 ? '1 row is' : `${timeSteps} rows are`;
  const fed = feedPlaces(pipeline).targets;
  const says = 'ahead(rows)';
  const step = horizon > 1;
  return some(
    'function predict(text) {',
    `  const rows = readRows(text).slice(-${timeSteps});`,
    `  if (rows.length < ${timeSteps}) throw new Error("${needed} needed.");`,
    strategy === 'recursive' && step
      ? [
          '  const outputs = [];',
          `  for (let step = 0; step < ${horizon}; step++) {`,
          `    const next = ahead(rows.slice(-${timeSteps}));`,
          '    outputs.push(...next);',
          '    // It goes on as if this had come.',
          '    const row = [...rows.at(-1)];',
          ...fed.flatMap((place, k) =>
            place < 0 ? [] : [`    row[${place}] = next[${k * q + medianOf(quantiles)}];`],
          ),
          '    rows.push(row);',
          '  }',
        ]
      : `  const outputs = ${says};`,
    q > 1
      ? [
          '  const said = [];',
          `  for (let i = 0; i < outputs.length; i += ${q}) {`,
          `    const { column } = targets[(i / ${q}) % targets.length];`,
          step && `    const step = Math.floor(i / ${q} / targets.length) + 1;`,
          '    // Sorted, for a network may let quantiles cross.',
          `    const quantiles = outputs.slice(i, i + ${q}).sort((a, b) => a - b);`,
          '    const shown = quantiles.map(show).join("  ");',
          `    said.push(\`${step ? '${step} ahead  ' : ''}\${column}: \${shown}\`);`,
          '  }',
        ].filter((line) => line !== false)
      : [
          '  const said = outputs.map((value, i) => {',
          '    const { column } = targets[i % targets.length];',
          ...(step ? ['    const step = Math.floor(i / targets.length) + 1;'] : []),
          `    return \`${step ? '${step} ahead  ' : ''}\${column}: \${show(value)}\`;`,
          '  });',
        ],
    '  return said.join("\\n");',
    '}',
  );
}
