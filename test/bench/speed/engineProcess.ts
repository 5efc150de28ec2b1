import { createInterface } from 'node:readline';

import type { BatchResult, Engine, ModelShapes } from '../../../src/engine/engine';
import { createFusedEngine } from '../../../src/engine/fused/create';
import { chooseBackend } from '../../../src/engine/tensorflow/backend';
import { TensorflowEngine } from '../../../src/engine/tensorflow/tensorflowEngine';
import type { Experiment } from '../../../src/spec/experiment';
import { loadWork, shapesOfWork } from './loadWork';
import type { Greeting, Request, Timing, WorkloadMessage } from './messages';
import { encode, fromMessage } from './messages';
import type { Workload } from './workload';

/**
 * An engine of this project in a process of its own, driven by JSON lines.
 * Usage: engineProcess.cjs fused|tfjs-node|tfjs-wasm THREADS
 */
const [, , name = 'fused', threadsText = '1'] = process.argv;
const threads = Number(threadsText);
const variant = 'as it is';

const create = async (experiment: Experiment, shapes: ModelShapes): Promise<Engine> => {
  if (name === 'fused') return createFusedEngine(experiment, shapes, { threads });
  const backend = await chooseBackend(threads, [name === 'tfjs-node' ? 'tfjs-node' : 'wasm']);
  return new TensorflowEngine(experiment, shapes, backend);
};

async function makeEngine(work: Workload): Promise<Engine> {
  const engine = await create(work.experiment, shapesOfWork(work));
  loadWork(engine, work);
  return engine;
}

class Session {
  private next = 0;

  private constructor(
    private readonly work: Workload,
    private engine: Engine,
  ) {}

  static async open(message: WorkloadMessage): Promise<Session> {
    const work = fromMessage(message);
    return new Session(work, await makeEngine(work));
  }

  get info(): string {
    return `${this.engine.info.backend}, threads: ${this.engine.info.threads}`;
  }

  close(): void {
    this.engine.dispose();
  }

  async losses(steps: number): Promise<number[]> {
    this.engine.dispose();
    this.engine = await makeEngine(this.work);
    this.next = 0;
    const losses: number[] = [];
    for (let i = 0; i < steps; i++) losses.push((await this.step()).loss);
    return losses;
  }

  async train(steps: number): Promise<Timing> {
    const start = performance.now();
    for (let i = 0; i < steps; i++) {
      const result = this.step();
      if (result instanceof Promise) await result;
    }
    return { seconds: (performance.now() - start) / 1000, steps };
  }

  async predict(times: number): Promise<Timing> {
    const start = performance.now();
    for (let i = 0; i < times; i++) await this.outputs();
    return { seconds: (performance.now() - start) / 1000, steps: times };
  }

  async outputs(): Promise<Float32Array> {
    return this.engine.predict(this.work.batches[0] ?? new Int32Array(0));
  }

  private step(): BatchResult | Promise<BatchResult> {
    const { batches, learningRate } = this.work;
    const starts = batches[this.next] ?? new Int32Array(0);
    this.next = (this.next + 1) % batches.length;
    return this.engine.trainBatch(starts, learningRate);
  }
}

let session: Session | null = null;

async function answer(request: Request): Promise<object> {
  if (request.do === 'load') {
    session?.close();
    session = null;
    session = await Session.open(request.workload);
    return { variants: [variant], info: session.info };
  }
  if (!session) throw new Error('Nothing is loaded yet.');
  switch (request.do) {
    case 'losses':
      return { losses: await session.losses(request.steps) };
    case 'train':
      return session.train(request.steps);
    case 'predict':
      return session.predict(request.steps);
    case 'outputs':
      return { values: encode(await session.outputs()) };
  }
}

async function greet(): Promise<Greeting> {
  if (name === 'fused') return { ready: true, versions: { node: process.versions.node } };
  const { versions } = await chooseBackend(threads, [name === 'tfjs-node' ? 'tfjs-node' : 'wasm']);
  return { ready: true, versions: { node: process.versions.node, ...versions } };
}

const say = (message: object): void => void process.stdout.write(`${JSON.stringify(message)}\n`);

greet()
  .then(async (greeting) => {
    say(greeting);
    for await (const line of createInterface({ input: process.stdin })) {
      try {
        say(await answer(JSON.parse(line) as Request));
      } catch (error) {
        say({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
      }
    }
    session?.close();
  })
  .catch((error: unknown) => {
    say({ error: error instanceof Error ? error.message : String(error) });
    process.exitCode = 1;
  });
