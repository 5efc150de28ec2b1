import type { Experiment } from '../../spec/experiment';
import type { Decoding, ModelShapes } from '../engine';
import type { BatchSetting } from './batch';
import type { Machine } from './machine';
import type { Placed } from './placed';
import type { BlockPlan, ProgramOptions } from './plan';
import type { Model } from './program/model';

/** What the parts of the engine share. */
export interface EngineCore {
  readonly experiment: Experiment;
  readonly shapes: ModelShapes;
  readonly model: Model;
  readonly plan: BlockPlan;
  readonly machine: Machine;
  readonly placed: Placed;
  /** The decoding that can be stepped on; another one ends it. */
  decoding: Decoding | null;
  /** The data as they are now. */
  readonly setting: BatchSetting;
  /** Tells the kernels what a loss is a mean over; see `Measured.count`. */
  setLossScale(count: number): void;
  /** For programs of one's own, laid out behind everything else. */
  ownProgram(batchSize: number): ProgramOptions;
}
