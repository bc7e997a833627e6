import type { Subsegment as SdkSubsegment } from 'aws-xray-sdk-core';
import { describeError, isError } from './errors/error-report.ts';

/** A part of a trace that is under way; the X-Ray SDK's own object, which has more to it. */
export interface Subsegment {
  /** Adds a value that traces can be searched for. */
  addAnnotation(key: string, value: string | number | boolean): void;
  /** Adds data that is shown with the trace. */
  addMetadata(key: string, value: unknown, namespace?: string): void;
  /** Marks it as failed. */
  addError(error: Error | string): void;
}

/** Thrown by {@link capture} where there is no X-Ray SDK. */
export class XraySdkMissingError extends Error {
  override get name(): string {
    return 'XraySdkMissingError';
  }

  constructor() {
    super("capture() needs the X-Ray SDK, which isn't installed: npm install aws-xray-sdk-core");
  }
}

const SDK = 'aws-xray-sdk-core';

// Now, since whoever imports this will use it: while the process starts, it doesn't cost an invocation its time.
const sdk = load();

/**
 * Runs a function as a subsegment of the invocation's trace: its name, how long it takes, whether and how it fails.
 * Captures within it are parts of it. The trace must be sampled for it to be sent.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html
 *
 * @example
 * const order = await capture('load order', async (subsegment) => {
 *   subsegment?.addAnnotation('order', id);
 *   return orders.get(id);
 * });
 * @param fn is given the subsegment, or undefined outside of an invocation
 * @returns what the function returns; where that is a promise, the subsegment ends as it settles
 * @throws {XraySdkMissingError} aws-xray-sdk-core isn't installed
 */
export function capture<Result>(name: string, fn: (subsegment: Subsegment | undefined) => Result): Result {
  if (sdk === undefined) throw new XraySdkMissingError();
  const outcome = sdk.captureAsyncFunc(name, (subsegment): { result: Result } | { error: unknown } => {
    try {
      return { result: untilSettled(subsegment, fn(subsegment)) };
    } catch (error) {
      // Not thrown through the SDK, which writes to what is thrown, and so fails with a string or a frozen error.
      fail(subsegment, error);
      return { error };
    }
  });
  if ('error' in outcome) throw outcome.error;
  return outcome.result;
}

function untilSettled<Result>(subsegment: SdkSubsegment | undefined, result: Result): Result {
  if (!isPromiseLike(result)) {
    subsegment?.close();
    return result;
  }
  const settled = result.then(
    (value) => {
      subsegment?.close();
      return value;
    },
    (error: unknown) => {
      fail(subsegment, error);
      throw error;
    },
  );
  // A promise of the same, since it was one.
  return settled as Result;
}

function fail(subsegment: SdkSubsegment | undefined, thrown: unknown): void {
  try {
    subsegment?.close(isError(thrown) ? thrown : describeError(thrown).errorMessage);
  } catch {
    // The SDK reads the error's members, which may throw in their turn; it has noted by then that there is one.
    subsegment?.close();
  }
}

function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

/** The SDK that is installed beside this package, or else where the function runs. */
function load(): typeof import('aws-xray-sdk-core') | undefined {
  const { createRequire } = process.getBuiltinModule('node:module');
  const { join } = process.getBuiltinModule('node:path');
  for (const from of [import.meta.url, join(process.cwd(), 'any.js')]) {
    const require = createRequire(from);
    const file = resolve(require);
    if (file !== undefined) return require(file) as typeof import('aws-xray-sdk-core');
  }
  return undefined;
}

function resolve(require: NodeJS.Require): string | undefined {
  try {
    return require.resolve(SDK);
  } catch {
    return undefined;
  }
}
