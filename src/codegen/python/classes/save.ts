import { bareTexts } from '../bareTexts';
import type { PythonSection } from '../program';
import type { Pipeline } from '../../pipeline';

/** What stands in the saved file beside the labels: Python expressions of the rows `lines` of `frame`. */
export interface SavedPlace {
  readonly series: string;
  readonly source: string | null;
}

/** `time` of saved rows: the file's own text, or the row's number in the file. */
export const savedTime = ({ time }: Pipeline): string => (time ? 'lines[TIME].to_numpy()' : 'lines.index + 1');

/** The columns of the run's `predictions.csv`. */
export function saveClasses(pipeline: Pipeline, told: string, { series, source }: SavedPlace): PythonSection {
  return {
    topic: 'scores',
    option: 'save',
    functions: [
      `def save(path, frame, ${told}, probabilities, classes):
    """Writes the label of each row, the likeliest one, and the probability of each."""
${bareTexts}
    lines = frame.iloc[np.concatenate(list(${told}.values()))]
    chances = np.concatenate(list(probabilities.values()))
    table = pd.DataFrame(
        {
            "split": np.repeat(list(${told}), [len(r) for r in ${told}.values()]),
            "series": ${series},
            "time": ${savedTime(pipeline)},
            "step": 1,
${source === null ? '' : `            "source": ${source},\n`}            "actual": lines[LABEL].to_numpy(),
            "predicted": np.array(classes)[chances.argmax(axis=1)],
        }
    )
    chances = pd.DataFrame(chances, columns=classes)
    pd.concat([table, chances], axis=1).to_csv(path, index=False)`,
    ],
    main: [`    save(options.save, frame, ${told}, probabilities, classes)`],
  };
}
