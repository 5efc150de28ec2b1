/**
 * The environment of the trainer process: the parent's without what VS Code and Electron leave for their own children.
 * A leftover `VSCODE_*` or `NODE_OPTIONS` changes how Node starts (a debugger port, a preload script) and has broken
 * forked children before; proxies, PATH and the user's own variables stay.
 *
 * @param electron true where `process.execPath` is Electron, which only runs as plain Node with ELECTRON_RUN_AS_NODE
 */
export function trainerEnvironment(parent: NodeJS.ProcessEnv, electron: boolean): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(parent)) {
    if (!/^(VSCODE_|ELECTRON_|NODE_OPTIONS$|NODE_CHANNEL_|NODE_UNIQUE_ID$)/i.test(name)) environment[name] = value;
  }
  if (electron) environment['ELECTRON_RUN_AS_NODE'] = '1';
  return environment;
}
