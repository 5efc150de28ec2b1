import type { Pipeline } from '../pipeline';
import type { TypescriptSection } from './program';

/** Scores beside "repeat the last value", in the data's own units. */
export function reportSection({ targets, scaling, selfFed }: Pipeline): TypescriptSection {
  const inputs = scaling === 'none' ? (selfFed ? 'values' : 'inputs') : selfFed ? 'scaled' : 'scaledInputs';
  const actual = selfFed ? 'values' : 'targets';
  return {
    declarations: [rmse, report(targets.length > 1), predict],
    main: [
      '  for (const [part, partRows] of Object.entries(rows)) {',
      ...(scaling === 'none'
        ? [`    const predicted = predict(model, ${inputs}, partRows);`]
        : [
            `    const outputs = predict(model, ${inputs}, partRows);`,
            '    const predicted = unscaleRows(outputs, scales);',
          ]),
      `    report(part, ${actual}, predicted, partRows);`,
      '  }',
    ],
  };
}

const predict = `/** Outputs of the windows that end before each of the rows. */
function predict(
  model: tf.Sequential,
  inputs: number[][],
  rows: number[],
): number[][] {
  return tf.tidy(() => {
    const { x } = makeWindows(inputs, inputs, rows);
    return (model.predict(x) as tf.Tensor2D).arraySync();
  });
}`;

const rmse = `function rmse(actual: number[], predicted: number[]): number {
  const squares = actual.map((value, i) => (value - predicted[i]) ** 2);
  return Math.sqrt(squares.reduce((a, b) => a + b) / squares.length);
}`;

function report(several: boolean): string {
  const body = (k: string): string[] => [
    `const actual = rows.map((row) => targets[row][${k}]);`,
    `const naive = rows.map((row) => targets[row - 1][${k}]);`,
    `const outputs = predicted.map((row) => row[${k}]);`,
    'const error = rmse(actual, outputs).toPrecision(10);',
    'const naiveError = rmse(actual, naive).toPrecision(10);',
  ];
  return [
    '/** Prints the RMSE; naive repeats the last value. */',
    'function report(',
    '  part: string,',
    '  targets: number[][],',
    '  predicted: number[][],',
    '  rows: number[],',
    '): void {',
    '  const name = part.padEnd(10);',
    ...(several
      ? [
          '  TARGETS.forEach((target, k) => {',
          ...body('k').map((line) => `    ${line}`),
          '    const scores = `RMSE ${error}  naive ${naiveError}`;',
          '    console.log(`${name}  ${scores}  ${JSON.stringify(target)}`);',
          '  });',
        ]
      : [...body('0').map((line) => `  ${line}`), '  console.log(`${name}  RMSE ${error}  naive ${naiveError}`);']),
    '}',
  ].join('\n');
}
