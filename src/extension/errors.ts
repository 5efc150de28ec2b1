import type { z } from 'zod';

import { type ErrorReport, toErrorReport } from '../spec/errors';
import type { errorReportSchema } from '../spec/run';

/** An error that already has its report: it came over a message edge, or tells of a trainer that died. */
export class ReportedError extends Error {
  override readonly name = 'ReportedError';

  constructor(readonly report: ErrorReport) {
    super(report.message);
  }
}

/** What is shown, stored and sent of anything thrown. */
export function reportOf(error: unknown): ErrorReport {
  return error instanceof ReportedError ? error.report : toErrorReport(error);
}

/** A report as it was parsed, without the fields that are not there. */
export function definite({ message, hint, defect, ...details }: z.output<typeof errorReportSchema>): ErrorReport {
  const known = Object.entries(details).filter(([, value]) => value !== undefined);
  return { message, hint, defect, ...Object.fromEntries(known) };
}
