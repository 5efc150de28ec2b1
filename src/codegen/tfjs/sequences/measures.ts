import type { Pipeline } from '../../pipeline';
import { predictSteps } from '../grouping';
import { lines, some } from '../lines';
import type { TypescriptSection } from '../program';
import { rowUses } from '../rows/uses';
import { saveFunction } from '../save';

/** Numbers of each row in the units of the data, beside the mean of the training rows. */
export function measuresReport(pipeline: Pipeline): TypescriptSection {
  const { targets, scaling } = pipeline;
  const { several, valuesName } = rowUses(pipeline);
  const severalTargets = targets.length > 1;
  const scaled = scaling !== 'none';
  const value = `values[${valuesName}.indexOf(target)]`;
  return {
    declarations: [
      predict(pipeline),
      lines(
        'interface Prediction {',
        '  part: string;',
        several && '  series: string;',
        '  time: string;',
        '  target: string;',
        '  actual: number;',
        '  predicted: number;',
        '}',
      ),
      lines(
        '/** Predictions in the units of the data. */',
        'function measure(',
        '  model: tf.LayersModel,',
        '  part: string,',
        '  examples: Example[],',
        scaled && '  scales: Scale[],',
        '): Prediction[] {',
        '  const outputs = predict(model, examples);',
        '  return examples.flatMap(({ rows }, i) =>',
        `    rows.flatMap(({ label, ${several ? 'series, ' : ''}values }, step) =>`,
        '      TARGETS.map((target, k) => {',
        scaled && `        const { shift, scale } = scales[${valuesName}.indexOf(target)];`,
        '        return {',
        '          part,',
        several && '          series,',
        '          time: label,',
        '          target,',
        `          actual: ${value},`,
        scaled
          ? '          predicted: outputs[i][step][k] * scale + shift,'
          : '          predicted: outputs[i][step][k],',
        '        };',
        '      }),',
        '    ),',
        '  );',
        '}',
      ),
      `function rmse(errors: number[]): number {
  const squares = errors.reduce((sum, error) => sum + error ** 2, 0);
  return Math.sqrt(squares / errors.length);
}`,
      lines(
        '/** Prints the RMSE; naive says the mean of the training rows. */',
        'function report(',
        '  part: string,',
        '  predictions: Prediction[],',
        '  means: Map<string, number>,',
        '): void {',
        '  for (const target of TARGETS) {',
        '    const own = predictions.filter((p) => p.target === target);',
        '    const error = rmse(own.map((p) => p.actual - p.predicted));',
        '    const mean = means.get(target) ?? NaN;',
        '    const naive = rmse(own.map((p) => p.actual - mean));',
        '    const scores = `RMSE ${error.toPrecision(10)}  naive ${naive.toPrecision(10)}`;',
        severalTargets
          ? '    console.log(`${part.padEnd(10)}  ${scores}  ${JSON.stringify(target)}`);'
          : '    console.log(`${part.padEnd(10)}  ${scores}`);',
        '  }',
        '}',
      ),
      saveFunction(
        some(
          'split: p.part',
          several ? 'series: p.series' : 'series: ""',
          'time: p.time',
          'step: 1',
          severalTargets && 'target: p.target',
          'actual: p.actual',
          'predicted: p.predicted',
        ),
      ),
    ],
    main: [
      '  const means = new Map(',
      '    TARGETS.map((target) => {',
      `      const k = ${valuesName}.indexOf(target);`,
      '      const known = trained.flatMap(({ rows }) => rows);',
      '      const sum = known.reduce((total, { values }) => total + values[k], 0);',
      '      return [target, sum / known.length];',
      '    }),',
      '  );',
      '  const saved: Prediction[] = [];',
      '  for (const [part, own] of Object.entries(examples)) {',
      `    const predictions = measure(model, part, own${scaled ? ', scales' : ''});`,
      '    report(part, predictions, means);',
      '    saved.push(...predictions);',
      '  }',
      '  if (options.save) savePredictions(options.save, saved);',
    ],
  };
}

const predict = (pipeline: Pipeline): string =>
  predictSteps(pipeline, 'Outputs of the network for each row of each example.', [
    'const { x } = makeBatch(batch);',
    'return (model.predict(x) as tf.Tensor3D).arraySync();',
  ]);
