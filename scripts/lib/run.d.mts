export interface RunOptions {
  cwd?: string;
  env?: Record<string, string>;
  quiet?: boolean;
}

export function runNode(args: string[], options?: RunOptions): Promise<string>;
