/** The environment variables that the dispatch reads; `alr-builder` sets them together with what they tell about. */
export interface Settings {
  /** `true`, or the ARNs of the event sources whose mappings have `ReportBatchItemFailures`, separated by commas. */
  readonly ALR_PARTIAL_BATCH_RESPONSE?: string | undefined;
  /** `RESPONSE_STREAM` where the function's URL has that invoke mode. */
  readonly ALR_INVOKE_MODE?: string | undefined;
}

/** Whether failures of these event sources' records may be reported one by one. What isn't understood means no. */
export function isPartialBatchResponseOn(
  sourceArns: readonly (string | undefined)[],
  settings: Settings = process.env,
): boolean {
  const value = settings.ALR_PARTIAL_BATCH_RESPONSE?.trim() ?? '';
  if (value.toLowerCase() === 'true') return true;
  const listed = value.split(/[\s,]+/);
  return value !== '' && sourceArns.length > 0 && sourceArns.every((arn) => arn !== undefined && listed.includes(arn));
}

/** Whether the caller of the function's URL takes a stream. */
export function isResponseStreamOn(settings: Settings = process.env): boolean {
  return settings.ALR_INVOKE_MODE === 'RESPONSE_STREAM';
}
