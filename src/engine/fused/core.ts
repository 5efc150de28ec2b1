import type { Experiment } from '../../spec/experiment';
import type { ModelShapes } from '../engine';
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
  /** The data as they are now. */
  readonly setting: BatchSetting;
  /** For programs of one's own, laid out behind everything else. */
  ownProgram(batchSize: number): ProgramOptions;
}
