import { equal, ok } from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { extensions, window, TabInputWebview, type Tab, workspace } from 'vscode';

import type { Application } from '../../../src/extension/application';
import type { SequenceLabApi } from '../../../src/extension/extension';
import type { Session } from '../../../src/extension/session/session';
import type { Experiment } from '../../../src/spec/experiment';

/** The installed extension as the tests use it. */
export async function activated(): Promise<SequenceLabApi> {
  const extension = extensions.getExtension<SequenceLabApi>('sequence-lab.sequence-lab');
  ok(extension, 'the extension is not installed');
  return extension.activate();
}

export async function application(): Promise<Application> {
  return (await activated()).application();
}

/** Absolute path of a file in the folder that is open. */
export function inWorkspace(...parts: string[]): string {
  const folder = workspace.workspaceFolders?.[0];
  ok(folder, 'no folder is open');
  return path.join(folder.uri.fsPath, ...parts);
}

/** Writes a CSV of its own for a test. */
export function writeCsv(name: string, text: string): string {
  const file = inWorkspace(name);
  fs.writeFileSync(file, text);
  return file;
}

/** A noisy seasonal series, quick to train on. */
export function seasonalCsv(rows: number): string {
  const value = (row: number): string => (10 + 5 * Math.sin(row / 2) + ((row * 7919) % 13) / 13).toFixed(3);
  return ['step,value', ...Array.from({ length: rows }, (_, row) => `${row},${value(row)}`)].join('\n') + '\n';
}

/** Waits until something holds; fails with what it was waiting for. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, timeoutMs = 30_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`waited ${timeoutMs / 1000} s in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The panels' tabs with this title. */
export function panelTabs(title: string): Tab[] {
  return window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(({ label, input }) => {
      return label === title && input instanceof TabInputWebview && input.viewType.endsWith('sequenceLab.panel');
    });
}

/** Opens a CSV and waits until the whole file is read. */
export async function opened(file: string): Promise<Session> {
  const lab = await application();
  const session = await lab.openCsv(file);
  await until('the file is read', () => session.state.phase !== 'reading');
  return session;
}

/** The session's draft, made small. */
export function smallDraft(session: Session, training: Partial<Experiment['training']> = {}): Experiment {
  const { draft } = session.state;
  ok(draft, `no draft in phase ${session.state.phase}: ${session.state.error?.message ?? ''}`);
  const [layer] = draft.model.layers;
  ok(layer);
  return {
    ...draft,
    window: { ...draft.window, timeSteps: 6 },
    model: { ...draft.model, layers: [{ ...layer, units: 4 }] },
    training: { ...draft.training, epochs: 3, batchSize: 32, earlyStopping: null, ...training },
  };
}

/** True while the process is there. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Checks the code of the report that a refused command answers. */
export function refused(answer: unknown, code: string): void {
  ok(typeof answer === 'object' && answer !== null && 'code' in answer, `not refused: ${JSON.stringify(answer)}`);
  equal(answer.code, code);
}
