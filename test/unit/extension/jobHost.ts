import type { SessionHost } from '../../../src/extension/session/host';

/** Stands in for a trainer process: it answers when it is told to, and never again once it was killed. */
export class TrainerStandIn<Result, Progress = never> {
  readonly asked: unknown[] = [];
  killed = false;
  tell: (progress: Progress) => void = () => undefined;
  private settle: { resolve(result: Result): void; reject(error: Error): void } | null = null;

  ask(params: unknown, tell: (progress: Progress) => void = () => undefined): Promise<Result> {
    this.asked.push(params);
    this.tell = tell;
    return new Promise((resolve, reject) => (this.settle = { resolve, reject }));
  }
  backtest = this.ask.bind(this);
  predict = this.ask.bind(this);

  kill(): void {
    this.killed = true;
    this.settle?.reject(new Error('the process ended'));
  }
  answer(result: Result): void {
    this.settle?.resolve(result);
  }
  fail(error: Error): void {
    this.settle?.reject(error);
  }
}

export interface JobHost<Process> {
  readonly host: SessionHost;
  /** In the order in which they were started. */
  readonly processes: Process[];
  readonly logged: string[];
}

/** What a job of a session needs of VS Code. */
export function jobHost<Result, Progress = never>(): JobHost<TrainerStandIn<Result, Progress>> {
  const processes: TrainerStandIn<Result, Progress>[] = [];
  const logged: string[] = [];
  const host = {
    startTrainer: () => {
      const process = new TrainerStandIn<Result, Progress>();
      processes.push(process);
      return process;
    },
    settings: () => ({ threads: 3 }),
    log: { error: (text: string) => void logged.push(text) },
  } as unknown as SessionHost;
  return { host, processes, logged };
}
