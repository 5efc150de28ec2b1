export interface CodeServerFolders {
  /** The script to start with Node 24. */
  entry: string;
  userDataDir: string;
  extensionsDir: string;
}

export interface CodeServer {
  url: string;
  pid: number;
  /** Ends it with its extension hosts and their children. */
  stop(): Promise<void>;
  /** What it printed so far. */
  output(): string;
  /** The page's address for a folder. */
  pageOf(folder: string): string;
}

export function installExtension(options: CodeServerFolders & { vsix: string }): Promise<void>;
export function startCodeServer(
  options: CodeServerFolders & {
    settings?: Record<string, unknown>;
    trusted?: boolean;
    env?: Record<string, string>;
    address?: string;
  },
): Promise<CodeServer>;
