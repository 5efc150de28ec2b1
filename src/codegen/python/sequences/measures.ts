import type { Pipeline } from '../../pipeline';
import { bareTexts } from '../bareTexts';
import { savedTime } from '../classes/save';
import type { Framework } from '../framework';
import type { PythonSection } from '../program';
import { formOf, inputsOf, realSteps } from './form';

/** Numbers of each row by part, scores beside the mean of the training rows. */
export function measuresReport(pipeline: Pipeline, framework: Framework): PythonSection[] {
  const form = formOf(pipeline);
  const outputs = framework.predict('x') + realSteps(form);
  const scaled = pipeline.scaling !== 'none';
  return [
    {
      topic: 'scores',
      functions: [rmse, report(pipeline)],
      main: [
        '',
        '    mean = targets[trained].mean(axis=0)',
        '    predicted = {}',
        '    for part, r in rows.items():',
        `        x = ${inputsOf(form)}`,
        ...(scaled
          ? [`        outputs = ${outputs}`, '        predicted[part] = target_scaler.inverse_transform(outputs)']
          : [`        predicted[part] = ${outputs}`]),
        '        report(part, targets[frame_rows[part]], predicted[part], mean)',
      ],
    },
    {
      topic: 'scores',
      option: 'save',
      functions: [save(pipeline)],
      main: ['    save(options.save, frame, frame_rows, predicted)'],
    },
    {
      topic: 'plot',
      option: 'plot',
      functions: [plot],
      main: ['    last = list(rows)[-1]', '    plot(targets[frame_rows[last]], predicted[last])'],
    },
  ];
}

const rmse = `def rmse(actual, predicted):
    return np.sqrt(np.mean((actual - predicted) ** 2))`;

function report({ targets }: Pipeline): string {
  const head = `def report(part, actual, predicted, mean):
    """Prints the RMSE in the data's own units; naive always says the training mean."""`;
  if (targets.length === 1) {
    return `${head}
    error, naive_error = rmse(actual, predicted), rmse(actual, mean)
    print(f"{part:<10}  RMSE {error:.10g}  naive {naive_error:.10g}")`;
  }
  return `${head}
    for i, target in enumerate(TARGETS):
        error = rmse(actual[:, i], predicted[:, i])
        naive_error = rmse(actual[:, i], mean[i])
        print(f"{part:<10}  RMSE {error:.10g}  naive {naive_error:.10g}  {target!r}")`;
}

function save(pipeline: Pipeline): string {
  const several = pipeline.targets.length > 1;
  const { series } = pipeline.experiment.data;
  return `def save(path, frame, frame_rows, predicted):
    """Writes what was measured in each row beside what was predicted."""
${series === null ? '' : `${bareTexts}\n`}    tables = []
    for part, r in frame_rows.items():
        lines = frame.iloc[r]
        for i, target in enumerate(TARGETS):
            table = {
                "split": part,
                "series": ${series === null ? '""' : 'lines[SERIES].to_numpy()'},
                "time": ${savedTime(pipeline)},
                "step": 1,
${several ? '                "target": target,\n' : ''}                "actual": lines[target].to_numpy(),
                "predicted": predicted[part][:, i],
            }
            tables.append(pd.DataFrame(table))
    pd.concat(tables).to_csv(path, index=False)`;
}

const plot = `def plot(actual, predicted):
    """Shows predicted beside actual numbers, row after row."""
    import matplotlib.pyplot as plt

    _, axes = plt.subplots(len(TARGETS), sharex=True, squeeze=False)
    for i, (target, axis) in enumerate(zip(TARGETS, axes[:, 0], strict=True)):
        axis.plot(actual[:, i], color="silver", label="actual")
        axis.plot(predicted[:, i], label="predicted")
        axis.set_ylabel(target, parse_math=False)
        axis.legend()
    plt.show()`;
