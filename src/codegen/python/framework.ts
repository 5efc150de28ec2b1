import type { CodegenInput } from '../input';
import type { Pipeline } from '../pipeline';
import type { Unsupported } from '../supported';
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
  /** What networks or trainings it cannot have; absent: none. */
  unsupported?(input: CodegenInput): readonly Unsupported[];
  /** Defines the network; leaves `model` in main. */
  model(pipeline: Pipeline, sizes: Sizes): PythonSection;
  /**
   * Loads the weights of the run or trains: reads `options.weights` and the parts that `PythonData.examples` names.
   * @param examples Python name of the dict of parts: `windows`
   */
  training(pipeline: Pipeline, examples: string): PythonSection;
  /**
   * An expression for the network's outputs as a NumPy array: numbers as they come, classes as probabilities.
   * @param x Python expression of the inputs, as they stand in a part: an array, or a list of them
   */
  predict(x: string): string;
}
