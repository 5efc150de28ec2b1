import type { LogOutputChannel } from 'vscode';

import type { ErrorReport } from '../../spec/errors';
import { reportOf } from '../errors';

/** The report of an error, which the log has from now on: with its stack where the program is at fault. */
export function noted(error: unknown, log: LogOutputChannel): ErrorReport {
  const report = reportOf(error);
  log.error(report.defect && error instanceof Error && error.stack ? error.stack : report.message);
  return report;
}
