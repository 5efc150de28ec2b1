import type { Pipeline } from '../pipeline';
import type { PythonSection } from './program';
import type { Sizes } from './sizes';

/** What differs between Python programs: the library that the network is built and trained in. */
export interface Framework {
  /** As it is called in a sentence: `Keras`. */
  readonly label: string;
  /** `keras_model.py` */
  readonly fileName: string;
  /** What pip installs for it: `keras tensorflow`. */
  readonly packages: readonly string[];
  /** What a reader has to know of its training: sentences of the program's first lines. */
  notes?(pipeline: Pipeline): readonly string[];
  /** Defines the network; leaves `model` in main. */
  model(pipeline: Pipeline, sizes: Sizes): PythonSection;
  /**
   * Loads the weights of the run or trains: reads `options.weights` and the parts that `PythonData.examples` names, and where
   * the training is stateful `batches` (see `streamsSection`).
   * @param examples Python name of the dict of parts: `windows`
   */
  training(pipeline: Pipeline, examples: string, sizes: Sizes): PythonSection;
  /**
   * Where the training is stateful: Python name of the network whose batches go on from each other. The training section of texts
   * that are written on defines `predict_streams(NAME, part, batches)`, which gives the probabilities and labels of each batch.
   */
  readonly streamed: string;
  /**
   * An expression for the network's outputs as a NumPy array: numbers as they come, classes as probabilities.
   * @param x Python expression of the inputs, as they stand in a part: an array, or a list of them
   */
  predict(x: string): string;
}
