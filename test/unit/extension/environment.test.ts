import { describe, expect, it } from 'vitest';

import { trainerEnvironment } from '../../../src/extension/trainer/environment';

const parent = {
  PATH: '/usr/bin',
  HTTPS_PROXY: 'proxy',
  MY_NODE_OPTIONS: 'kept',
  VSCODE_PID: '1',
  VSCODE_INSPECTOR_OPTIONS: '{}',
  NODE_OPTIONS: '--inspect',
  NODE_CHANNEL_FD: '3',
  ELECTRON_RUN_AS_NODE: '1',
  ELECTRON_NO_ASAR: '1',
};

describe('the trainer process’ environment', () => {
  it('keeps the user’s variables and drops those of VS Code, Electron and Node’s start', () => {
    expect(trainerEnvironment(parent, false)).toEqual({
      PATH: '/usr/bin',
      HTTPS_PROXY: 'proxy',
      MY_NODE_OPTIONS: 'kept',
    });
  });

  it('lets Electron run as Node', () => {
    expect(trainerEnvironment(parent, true)).toHaveProperty('ELECTRON_RUN_AS_NODE', '1');
    expect(trainerEnvironment({}, true)).toEqual({ ELECTRON_RUN_AS_NODE: '1' });
  });

  it('drops them in any case of letters, as Windows keeps them', () => {
    expect(trainerEnvironment({ vscode_pid: '1', Node_Options: '--inspect', Path: 'C:\\' }, false)).toEqual({
      Path: 'C:\\',
    });
  });
});
