import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

import type { Greeting, Request } from './messages';

/** How an engine's process is started. */
export interface PeerCommand {
  /** `fused`, `torch`, … */
  readonly name: string;
  readonly label: string;
  readonly command: string;
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** An engine in a process of its own, which lives as long as the benchmark and answers one request at a time. */
export class PeerProcess {
  private readonly lines: AsyncIterator<string, undefined>;
  private errors = '';

  private constructor(
    readonly name: string,
    readonly label: string,
    private readonly child: ChildProcess,
  ) {
    if (!child.stdout || !child.stderr) throw new Error('The process has no pipes.');
    this.lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    child.stderr.on('data', (chunk: Buffer) => (this.errors = (this.errors + chunk.toString()).slice(-2000)));
    child.stdin?.on('error', () => undefined); // a process that has ended; the missing answer says so
  }

  /** @throws Error with the reason where it does not start */
  static async start(peer: PeerCommand): Promise<{ process: PeerProcess; versions: Greeting['versions'] }> {
    const child = spawn(peer.command, [...peer.arguments], {
      env: { ...process.env, ...peer.environment },
      stdio: 'pipe',
    });
    const failed = new Promise<never>((_, reject) => child.once('error', reject));
    failed.catch(() => undefined);
    const started = new PeerProcess(peer.name, peer.label, child);
    const { versions } = (await Promise.race([started.read(), failed])) as Greeting;
    return { process: started, versions };
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** @throws Error with the engine's own message when it fails */
  async ask<Answer extends object>(request: Request): Promise<Answer> {
    this.child.stdin?.write(`${JSON.stringify(request)}\n`);
    return (await this.read()) as Answer;
  }

  end(): void {
    this.child.stdin?.end();
    this.child.kill();
  }

  private async read(): Promise<object> {
    const { done, value } = await this.lines.next();
    if (done)
      throw new Error(`${this.label} ended without an answer. ${this.errors.trim().split('\n').slice(-3).join(' ')}`);
    const answer = JSON.parse(value) as { error?: string };
    if (answer.error !== undefined) throw new Error(`${this.label}: ${answer.error.trim()}`);
    return answer;
  }
}
