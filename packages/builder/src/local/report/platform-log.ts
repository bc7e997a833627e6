/** What the platform reports about a finished invocation. */
export interface InvocationReport {
  readonly requestId: string;
  readonly durationMs: number;
  /** From the start of the process to its first poll for an event. Only in the report of its first invocation. */
  readonly initDurationMs?: number | undefined;
  /** With SnapStart, from the snapshot to the first poll. Only in the report of the process's first invocation. */
  readonly restoreDurationMs?: number | undefined;
  readonly memorySizeMB: number;
  /** The peak memory of the process. Only on Linux. */
  readonly maxMemoryUsedMB?: number | undefined;
  readonly status: 'success' | 'error' | 'timeout';
  readonly errorType?: string | undefined;
}

/** The log line at the start of an invocation. */
export function startLine(requestId: string): string {
  return `START RequestId: ${requestId} Version: $LATEST`;
}

/** The log line at the end of an invocation. */
export function endLine(requestId: string): string {
  return `END RequestId: ${requestId}`;
}

/** The log line with the measurements, in the platform's format. */
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
