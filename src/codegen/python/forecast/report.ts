import type { Pipeline } from '../../pipeline';
import type { Framework } from '../framework';
import type { PythonSection } from '../program';

/** Predictions by part, scores beside "repeat the last value", and the plot. */
export function reportSection(pipeline: Pipeline, framework: Framework): PythonSection {
  const outputs = framework.predict('x');
  const predicted = pipeline.scaling === 'none' ? outputs : `scaler.inverse_transform(${outputs})`;
  return {
    functions: [rmse, report(pipeline), plot(pipeline)],
    main: [
      '',
      '    predicted = {}',
      '    for part, r in rows.items():',
      '        x, _ = windows[part]',
      `        predicted[part] = ${predicted}`,
      '        report(part, targets[r], predicted[part], naive=targets[r - 1])',
      '    if options.plot:',
      `        plot(${pipeline.time ? 'frame[TIME].to_numpy()' : 'np.arange(len(targets))'}, targets, rows, predicted)`,
    ],
  };
}

const rmse = `def rmse(actual, predicted):
    return np.sqrt(np.mean((actual - predicted) ** 2))`;

function report({ targets }: Pipeline): string {
  if (targets.length === 1) {
    return `def report(part, actual, predicted, naive):
    """Prints the RMSE in the data's own units; naive repeats the last value."""
    error, naive_error = rmse(actual, predicted), rmse(actual, naive)
    print(f"{part:<10}  RMSE {error:.10g}  naive {naive_error:.10g}")`;
  }
  return `def report(part, actual, predicted, naive):
    """Prints the RMSE in the data's own units; naive repeats the last value."""
    for i, target in enumerate(TARGETS):
        error = rmse(actual[:, i], predicted[:, i])
        naive_error = rmse(actual[:, i], naive[:, i])
        print(f"{part:<10}  RMSE {error:.10g}  naive {naive_error:.10g}  {target!r}")`;
}

function plot({ targets }: Pipeline): string {
  const plain = targets.some((name) => name.includes('$')) ? ', parse_math=False' : '';
  const draw = `axis.plot(times, actual[:, i], color="silver", label="actual")
        for part, r in rows.items():
            axis.plot(times[r], predicted[part][:, i], label=f"predicted, {part}")
        axis.set_ylabel(target${plain})
        axis.legend()`;
  if (targets.length === 1) {
    return `def plot(times, actual, rows, predicted):
    import matplotlib.pyplot as plt

    plt.plot(times, actual, color="silver", label="actual")
    for part, r in rows.items():
        plt.plot(times[r], predicted[part], label=f"predicted, {part}")
    plt.ylabel(TARGETS[0]${plain})
    plt.legend()
    plt.show()`;
  }
  return `def plot(times, actual, rows, predicted):
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(len(TARGETS), sharex=True)
    for i, (target, axis) in enumerate(zip(TARGETS, axes, strict=True)):
        ${draw}
    plt.show()`;
}
