import { call } from '../../layout';
import type { Pipeline } from '../../pipeline';
import type { Framework } from '../framework';
import type { PythonSection } from '../program';
import { type Form, formOf, isSimple } from './form';
import { plotSection } from './plot';
import { predictLines, predictingSection, unscaledLines } from './predicting';
import { saveSection } from './save';

/** Predictions by part with scores beside "repeat the last value", the plot, and the file of predictions. */
export function reportSections(pipeline: Pipeline, framework: Framework): PythonSection[] {
  const form = formOf(pipeline);
  return [
    predictingSection(pipeline, form, framework),
    {
      topic: 'scores',
      functions: [rmse, ...(form.quantiles.length > 0 ? [pinball] : []), report(pipeline, form)],
      main: isSimple(pipeline) ? simpleLines(pipeline, framework) : partLines(pipeline, form, framework),
    },
    plotSection(pipeline, form),
    saveSection(pipeline, form),
  ];
}

function simpleLines({ scaling }: Pipeline, framework: Framework): string[] {
  const outputs = framework.predict('x');
  const predicted = scaling === 'none' ? outputs : `scaler.inverse_transform(${outputs})`;
  return [
    '',
    '    predicted = {}',
    '    for part, r in rows.items():',
    '        x, _ = windows[part]',
    `        predicted[part] = ${predicted}`,
    '        report(part, targets[r], predicted[part], naive=targets[r - 1])',
  ];
}

function partLines(pipeline: Pipeline, form: Form, framework: Framework): string[] {
  const { parts } = pipeline;
  const tested = parts.includes('test');
  return [
    '',
    ...(form.thinned
      ? [
          '    # Windows overlap: of those before the test, these predict each row once.',
          ...(!tested
            ? ['    rows = {part: without_overlap(r) for part, r in rows.items()}']
            : [
                '    for part, r in rows.items():',
                '        if part != "test":',
                '            rows[part] = without_overlap(r)',
              ]),
        ]
      : []),
    '    predicted = {}',
    '    for part, r in rows.items():',
    ...(form.steps ? ['        first = r[:, np.newaxis]'] : []),
    ...predictLines(pipeline, form, framework),
    ...unscaledLines(pipeline, form),
    ...(form.steps
      ? [
          '        actual = targets[first + np.arange(HORIZON)]',
          '        report(part, actual, predicted[part], naive=targets[first - 1])',
        ]
      : ['        report(part, targets[r], predicted[part], naive=targets[r - 1])']),
  ];
}

const rmse = `def rmse(actual, predicted):
    return np.sqrt(np.mean((actual - predicted) ** 2))`;

const pinball = `def pinball(actual, quantiles):
    """Mean loss of the quantiles."""
    errors = [actual - predicted for predicted in quantiles]
    pairs = zip(QUANTILES, errors, strict=True)
    return np.mean([np.maximum(q * error, (q - 1) * error) for q, error in pairs])`;

function report(pipeline: Pipeline, form: Form): string {
  const { targets } = pipeline;
  const several = targets.length > 1;
  const at = several ? (form.steps || form.quantiles.length > 0 ? '[..., i]' : '[:, i]') : '';
  const margin = several ? '        ' : '    ';
  const quantiles = form.quantiles.length > 0;
  const predicted = quantiles ? `median${at}` : `predicted${at}`;
  const lines = [
    `error${several ? '' : ', naive_error'} = rmse(actual${at}, ${predicted})${several ? '' : `, rmse(actual, naive)`}`,
    ...(several ? [`naive_error = rmse(actual${at}, naive${at})`] : []),
    ...(quantiles ? intervalLines(at, form) : []),
    ...printLines(form, several, margin.length),
  ];
  return [
    `def report(part, actual, ${quantiles ? 'quantiles' : 'predicted'}, naive):`,
    `    """${docstring(form)}"""`,
    ...(quantiles ? ['    median = quantiles[MEDIAN]'] : []),
    ...(several ? ['    for i, target in enumerate(TARGETS):'] : []),
    ...lines.map((line) => margin + line),
  ].join('\n');
}

function docstring({ steps }: Form): string {
  return `Prints the RMSE ${steps ? 'over all steps' : "in the data's own units"}; naive repeats the last value.`;
}

function intervalLines(at: string, { quantiles }: Form): string[] {
  return [
    `loss = pinball(actual${at}, quantiles${at})`,
    ...(quantiles.length > 1
      ? [
          `lower, upper = quantiles[0]${at}, quantiles[-1]${at}`,
          `coverage = np.mean((actual${at} >= lower) & (actual${at} <= upper))`,
        ]
      : []),
  ];
}

function printLines({ quantiles }: Form, several: boolean, indent: number): string[] {
  const target = several ? '  {target!r}' : '';
  const scores = 'f"{part:<10}  RMSE {error:.10g}  naive {naive_error:.10g}';
  if (quantiles.length === 0) return [`print(${scores}${target}")`];
  const coverage = quantiles.length > 1 ? '  coverage {coverage:.10g}' : '';
  const intervals = `  pinball {loss:.10g}${coverage}`;
  const whole = call('print', `${scores}${intervals}${target}"`);
  const line = `${' '.repeat(indent)}${whole.open}${scores}${intervals}${target}")`;
  if (line.length <= 88) return [`print(${scores}${intervals}${target}")`];
  return ['print(', `    ${scores}"`, `    f"${intervals}${target}"`, ')'];
}
