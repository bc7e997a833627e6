import { collect } from '../front/invoke-api.ts';
import { toAsciiJson } from '../front/invoke-request.ts';
import type { InvocationRequest } from '../function/invocation/invocation.ts';
import { LocalOptionError } from '../options/local-option-error.ts';
import type { ProjectFunction } from '../project/project-function.ts';
import { compareOutcomes, type Outcome } from '../record/compare/compare-outcomes.ts';
import { type DescribedDifference, differencesAsJson } from '../record/compare/describe-differences.ts';
import { type ExactJson, parseExactJson } from '../record/compare/exact-json.ts';
import { PathPatternError } from '../record/compare/json-path.ts';
import type { HistoryEntry, InvocationHistory } from '../record/history.ts';
import { UnknownInvocationError } from './unknown-invocation.ts';

/** What to replay: an invocation of the history, or an event with the response that it should have. */
export type ReplayRequest = InvocationReplay | EventReplay;

interface InvocationReplay {
  /** A number or a request id, `last`, or `last~1` for the one before it. */
  readonly id: string;
  readonly ignore?: readonly string[] | undefined;
}

/** An event that is not in the history. */
export interface EventReplay {
  /** JSON. */
  readonly event: string;
  /** What it is called in reports: the name of its file. */
  readonly name?: string | undefined;
  /** The name of the function in the project or in AWS. Default: the only one. */
  readonly function?: string | undefined;
  /** JSON. */
  readonly clientContext?: string | undefined;
  /** The id of the invocation that had the response, which the response may contain. */
  readonly requestId?: string | undefined;
  /** The response that the function should have, as JSON or another text. */
  readonly response?: string | undefined;
  /** The error that the function should have, as JSON. */
  readonly error?: string | undefined;
  /** Patterns of the paths that differ by their nature. */
  readonly ignore?: readonly string[] | undefined;
}

/** Whether the response is as it was; without a response to compare with, whether the function has succeeded. */
export type ReplayStatus = 'same' | 'differs' | 'succeeded' | 'failed';

/** What has become of a replay. */
export interface ReplayResult {
  /** The id of the earlier invocation, or the name of the event. */
  readonly of: string;
  readonly function: string;
  /** The invocation that this replay was. */
  readonly id: number;
  readonly requestId: string;
  readonly status: ReplayStatus;
  /** Undefined if the function failed, or its response was empty. */
  readonly response?: ExactJson | undefined;
  readonly error?: ExactJson | undefined;
  readonly differences: readonly DescribedDifference[];
}

/** What replays work with. */
export interface ReplayContext {
  readonly history: InvocationHistory;
  readonly functions: readonly ProjectFunction[];
}

/**
 * Invokes a function with an event again, and compares the response. The event goes straight to the function: no queue or
 * bucket is involved. What the function does happens again.
 *
 * @throws {UnknownInvocationError} there is no such invocation
 * @throws {LocalOptionError} the project does not have the function, or a part of the request is invalid
 */
export async function replay(context: ReplayContext, request: ReplayRequest): Promise<ReplayResult> {
  if ('id' in request) return replayEntry(context, findEntry(context.history, request.id), request.ignore);
  const { event, clientContext, name = 'event', requestId, response, error, ignore } = request;
  const each = findFunction(context.functions, request.function, name);
  const invocation = {
    event: Buffer.from(JSON.stringify(parsedAs('event', event))),
    ...(clientContext !== undefined && { clientContext: toAsciiJson(parsedAs('clientContext', clientContext)) }),
  };
  const expected = response === undefined && error === undefined ? undefined : { requestId, response, error };
  return run(each, invocation, name, expected, ignore);
}

/** Replays an invocation of the history, and compares the response with the one that it had. */
export async function replayEntry(
  { functions }: ReplayContext,
  entry: HistoryEntry,
  ignore?: readonly string[],
): Promise<ReplayResult> {
  const { event, details } = entry.content();
  const { clientContext, tenantId } = details;
  const each = findFunction(functions, entry.summary.function);
  const { requestId } = entry.summary;
  return run(each, { event, clientContext, tenantId }, requestId, outcomeOf(entry), ignore);
}

/** What became of an invocation of the history. */
export function outcomeOf({ summary, content }: HistoryEntry): Outcome {
  const { response, details } = content();
  const { requestId } = summary;
  const text = response.toString();
  return details.errorType === undefined ? { requestId, response: text } : { requestId, error: text };
}

/** @throws {UnknownInvocationError} there is no such invocation */
export function findEntry(history: InvocationHistory, selector: string): HistoryEntry {
  const entry = history.find(selector);
  if (entry === undefined) throw new UnknownInvocationError(selector);
  return entry;
}

async function run(
  each: ProjectFunction,
  request: InvocationRequest,
  of: string,
  expected: Outcome | undefined,
  ignore: readonly string[] = [],
): Promise<ReplayResult> {
  // Before the function runs.
  checkPatterns(ignore);
  const { invocation, recorded } = each.invokeRecorded(request, 'replay', { replayOf: of });
  each.report({ type: 'replay', requestId: invocation.requestId, of });
  await collect(await invocation.response);
  const entry = await recorded;
  const outcome = outcomeOf(entry);
  const differences = expected === undefined ? [] : compareOutcomes(expected, outcome, ignore);
  return {
    of,
    function: each.key,
    id: entry.summary.id,
    requestId: entry.summary.requestId,
    status: expected === undefined ? statusOf(outcome) : differences.length === 0 ? 'same' : 'differs',
    ...valuesOf(outcome),
    differences: differencesAsJson(differences),
  };
}

function statusOf({ error }: Outcome): 'succeeded' | 'failed' {
  return error === undefined ? 'succeeded' : 'failed';
}

function valuesOf({ response, error }: Outcome): { response?: ExactJson; error?: ExactJson } {
  if (error !== undefined) return { error: jsonOrText(error) };
  return response === undefined || response === '' ? {} : { response: jsonOrText(response) };
}

function jsonOrText(text: string): ExactJson {
  try {
    return parseExactJson(text);
  } catch {
    return text;
  }
}

/** @throws {LocalOptionError} it is not JSON */
function parsedAs(name: string, text: string): ExactJson {
  try {
    return parseExactJson(text);
  } catch (error) {
    throw new LocalOptionError(`${name} is ${(error as Error).message}`);
  }
}

/** @throws {LocalOptionError} one of them is not a pattern */
export function checkPatterns(ignore: readonly string[]): void {
  try {
    compareOutcomes({}, {}, ignore);
  } catch (error) {
    throw error instanceof PathPatternError ? new LocalOptionError(error.message) : error;
  }
}

/** @throws {LocalOptionError} the project does not have the function, or has several and none is named */
function findFunction(
  functions: readonly ProjectFunction[],
  name: string | undefined,
  event = 'event',
): ProjectFunction {
  const [first, ...others] = functions;
  if (first !== undefined && others.length === 0 && name === undefined) return first;
  const found =
    functions.find(({ key }) => key === name) ?? functions.find(({ settings }) => settings.functionName === name);
  if (found !== undefined) return found;
  const known = functions.map(({ key }) => key).join(', ');
  const problem = name === undefined ? `it is not clear which function gets ${event}` : `there is no function ${name}`;
  throw new LocalOptionError(`${problem}: choose one of ${known} with --function NAME`);
}
