import { extensions, Uri } from 'vscode';

import type { PythonCommand } from './probe';

/**
 * Where Python may be, the best guess first: the environment that is chosen in the Python extension, then the system's.
 * @param program absolute path of the file that is to run
 */
export async function pythonCommands(program: string): Promise<PythonCommand[]> {
  const chosen = await chosenPython(program).catch(() => null);
  const system = process.platform === 'win32' ? windows : others;
  return chosen === null ? system : [{ command: chosen, args: [] }, ...system];
}

const windows: PythonCommand[] = [
  { command: 'py', args: ['-3'] },
  { command: 'python', args: [] },
];
const others: PythonCommand[] = [
  { command: 'python3', args: [] },
  { command: 'python', args: [] },
];

/** Of the API of `ms-python.python` what is needed here: https://github.com/microsoft/vscode-python/wiki/Python-Environment-APIs */
interface PythonApi {
  readonly environments: {
    getActiveEnvironmentPath(resource?: Uri): { readonly path: string };
    resolveEnvironment(environment: {
      readonly path: string;
    }): Promise<{ readonly executable: { readonly uri: Uri | undefined } } | undefined>;
  };
}

async function chosenPython(program: string): Promise<string | null> {
  const extension = extensions.getExtension<unknown>('ms-python.python');
  if (!extension) return null;
  const api = await extension.activate();
  if (!isPythonApi(api)) return null;
  const active = api.environments.getActiveEnvironmentPath(Uri.file(program));
  const resolved = await api.environments.resolveEnvironment(active);
  return resolved?.executable.uri?.fsPath ?? active.path;
}

function isPythonApi(api: unknown): api is PythonApi {
  if (typeof api !== 'object' || api === null || !('environments' in api)) return false;
  const { environments } = api;
  return (
    typeof environments === 'object' &&
    environments !== null &&
    'getActiveEnvironmentPath' in environments &&
    'resolveEnvironment' in environments
  );
}
