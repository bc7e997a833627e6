/** What the platform measures of an invocation. */
export interface InvocationReport {
  readonly requestId: string;
  readonly durationMs: number;
  /** How long the process took from its start to its first call for an event; with its first invocation only. */
  readonly initDurationMs?: number | undefined;
  /** How long it took from its snapshot to that call, for a function with SnapStart; with its first invocation only. */
  readonly restoreDurationMs?: number | undefined;
  readonly memorySizeMB: number;
  /** The most memory that the process has had, where the operating system tells. */
  readonly maxMemoryUsedMB?: number | undefined;
  readonly status: 'success' | 'error' | 'timeout';
  readonly errorType?: string | undefined;
}

/** The line that opens an invocation in the log. */
export function startLine(requestId: string): string {
  return `START RequestId: ${requestId} Version: $LATEST`;
}

/** The line that closes it. */
export function endLine(requestId: string): string {
  return `END RequestId: ${requestId}`;
}

/** The line with its figures, in the platform's format. */
export function reportLine(report: InvocationReport): string {
  const fields = [
    `REPORT RequestId: ${report.requestId}`,
    `Duration: ${report.durationMs.toFixed(2)} ms`,
    `Billed Duration: ${Math.ceil(report.durationMs)} ms`,
    `Memory Size: ${report.memorySizeMB} MB`,
  ];
  if (report.maxMemoryUsedMB !== undefined) fields.push(`Max Memory Used: ${report.maxMemoryUsedMB} MB`);
  if (report.initDurationMs !== undefined) fields.push(`Init Duration: ${report.initDurationMs.toFixed(2)} ms`);
  if (report.restoreDurationMs !== undefined)
    fields.push(`Restore Duration: ${report.restoreDurationMs.toFixed(2)} ms`);
  if (report.status !== 'success') fields.push(`Status: ${report.status}`);
  if (report.errorType !== undefined) fields.push(`Error Type: ${report.errorType}`);
  return fields.join('\t');
}
