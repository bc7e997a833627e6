import { compareJson, type JsonDifference } from './compare-json.ts';
import { type ExactJson, parseExactJson } from './exact-json.ts';
import { matchesPath, parsePattern } from './json-path.ts';

/** What became of an invocation: its response, or its error. */
export interface Outcome {
  /** The id of the invocation, which responses and errors may contain; undefined for one that was written by hand. */
  readonly requestId?: string | undefined;
  /** The response as text, which is mostly JSON. Undefined if the function failed. */
  readonly response?: string | undefined;
  /** The error as JSON. Undefined if the function succeeded. */
  readonly error?: string | undefined;
}

/**
 * Compares what became of two invocations. Their own ids count as the same, and so do two reports of the same failed
 * messages.
 *
 * @param ignored patterns of paths that differ by their nature, such as `response.createdAt`
 * @throws {PathPatternError} one of them is not a pattern
 */
export function compareOutcomes(before: Outcome, after: Outcome, ignored: readonly string[] = []): JsonDifference[] {
  const patterns = ignored.map(parsePattern);
  const [left, right] = [textOf(before, after), textOf(after, after)];
  if (left.kind === right.kind && left.text === right.text) return [];
  return differencesOf(left, right).filter(({ path }) => !patterns.some((pattern) => matchesPath(pattern, path)));
}

interface OutcomeText {
  readonly kind: 'response' | 'error';
  readonly text: string;
}

/** The text of an outcome, in which its request id is replaced by that of the later invocation. */
function textOf({ response, error, requestId }: Outcome, { requestId: latest }: Outcome): OutcomeText {
  const text = error ?? response ?? '';
  const same = requestId === undefined || latest === undefined ? text : text.replaceAll(requestId, latest);
  return { kind: error === undefined ? 'response' : 'error', text: same };
}

function parsedOutcome({ kind, text }: OutcomeText): ExactJson {
  if (kind === 'error') return { error: essence(parsed(text)) };
  // A response without a body has no value.
  return text === '' ? {} : { response: sortedReport(parsed(text)) };
}

function differencesOf(before: OutcomeText, after: OutcomeText): JsonDifference[] {
  try {
    return compareJson(parsedOutcome(before), parsedOutcome(after));
  } catch (error) {
    // They are nested more deeply than the stack is.
    if (error instanceof RangeError) return [{ path: [after.kind], before: before.text, after: after.text }];
    throw error;
  }
}

function parsed(text: string): ExactJson {
  try {
    return parseExactJson(text);
  } catch {
    return text;
  }
}

/** The type and the message of an error. Its stack differs with each change of the code. */
function essence(error: ExactJson): ExactJson {
  if (typeof error !== 'object' || error === null || !('errorType' in error || 'errorMessage' in error)) return error;
  const { errorType, errorMessage } = error as { readonly [name: string]: ExactJson };
  return { ...(errorType !== undefined && { errorType }), ...(errorMessage !== undefined && { errorMessage }) };
}

/** A report of failed messages, in the order of their ids, which has no meaning. */
function sortedReport(response: ExactJson): ExactJson {
  if (typeof response !== 'object' || response === null || !('batchItemFailures' in response)) return response;
  const { batchItemFailures: failures } = response;
  if (!Array.isArray(failures)) return response;
  const sorted = failures.toSorted((a: unknown, b: unknown) => compareTexts(JSON.stringify(a), JSON.stringify(b)));
  return { ...response, batchItemFailures: sorted as ExactJson[] };
}

function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
