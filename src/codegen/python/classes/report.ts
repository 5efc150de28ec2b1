import type { Pipeline } from '../../pipeline';
import type { Framework } from '../framework';
import type { PythonSection } from '../program';
import { isBinary } from './classes';
import { type SavedPlace, saveClasses } from './save';

/** How a kind of data calls what its network tells labels of. */
export interface ToldClasses {
  /** Python expression of the inputs of the examples `r`. */
  readonly x: string;
  /** Python name of the dict of parts: numbers of the rows of `frame` that have what is told. */
  readonly told: 'rows' | 'frame_rows';
  /** What takes the steps of the examples `r` that there are out of the outputs: `[mask[r]]`; empty where an example has one label. */
  readonly steps: string;
  readonly place: SavedPlace;
}

/** Probabilities by part, scores beside "always the most frequent label", and what was taken for what. */
export function classReport(pipeline: Pipeline, framework: Framework, told: ToldClasses): PythonSection[] {
  const two = pipeline.shapes.classes === 2;
  // Several inputs have a line of their own.
  const listed = told.x.startsWith('[');
  const outputs = framework.predict(listed ? 'x' : told.x) + told.steps;
  const rows = told.told === 'rows' ? 'r' : 'frame_rows[part]';
  return [
    {
      topic: 'scores',
      imports: [
        'import numpy as np',
        `from sklearn.metrics import confusion_matrix, f1_score${two ? ', roc_auc_score' : ''}`,
      ],
      functions: [report(two)],
      main: [
        '',
        `    frequent = classes[np.bincount(y[${told.told}["train"]]).argmax()]`,
        '    probabilities = {}',
        '    for part, r in rows.items():',
        ...(listed ? [`        x = ${told.x}`] : []),
        ...(isBinary(pipeline)
          ? [
              `        second = ${outputs}.reshape(-1, 1)`,
              '        probabilities[part] = np.hstack([1 - second, second])',
            ]
          : [`        probabilities[part] = ${outputs}`]),
        `        report(part, labels[${rows}], probabilities[part], classes, frequent)`,
      ],
    },
    saveClasses(pipeline, told.told, told.place),
    {
      topic: 'plot',
      option: 'plot',
      functions: [plot],
      main: ['    last = list(rows)[-1]', `    plot(labels[${told.told}[last]], probabilities[last], classes)`],
    },
  ];
}

const report = (two: boolean): string => `def report(part, actual, probabilities, classes, frequent):
    """Prints how good the likeliest class is; naive is always the most frequent."""
    predicted = np.array(classes)[probabilities.argmax(axis=1)]
    naive = np.full(len(actual), frequent)
    accuracy, naive_accuracy = np.mean(actual == predicted), np.mean(actual == naive)
    f1 = f1_score(actual, predicted, average="macro")
    naive_f1 = f1_score(actual, naive, average="macro")
    print(f"{part:<10}  accuracy {accuracy:.10g}  naive {naive_accuracy:.10g}")
    print(f"{part:<10}  F1 {f1:.10g}  naive {naive_f1:.10g}")${
      two
        ? `
    known = np.isin(actual, classes)
    auc = roc_auc_score(actual[known] == classes[1], probabilities[known, 1])
    print(f"{part:<10}  AUC {auc:.10g}")`
        : ''
    }`;

const plot = `def plot(actual, probabilities, classes):
    """Shows how often each class was taken for which."""
    import matplotlib.pyplot as plt

    predicted = np.array(classes)[probabilities.argmax(axis=1)]
    plt.imshow(confusion_matrix(actual, predicted, labels=classes))
    plt.colorbar()
    plt.xticks(range(len(classes)), classes, rotation=90, parse_math=False)
    plt.yticks(range(len(classes)), classes, parse_math=False)
    plt.xlabel("predicted")
    plt.ylabel("actual")
    plt.show()`;
