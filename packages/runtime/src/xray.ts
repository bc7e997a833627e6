// The types of this package need those of Node, which TypeScript 7 loads only on request.
/// <reference types="node" preserve="true" />
import type { Subsegment as SdkSubsegment } from 'aws-xray-sdk-core';
import { describeError, isError } from './errors/describe-error.ts';
import { builtin } from './node/builtins.ts';

/** An open subsegment of a trace. This is the X-Ray SDK's object, which has more members than listed here. */
export interface Subsegment {
  /** Adds a value by which traces can be searched. */
  addAnnotation(key: string, value: string | number | boolean): void;
  /** Adds data that X-Ray shows with the trace. */
  addMetadata(key: string, value: unknown, namespace?: string): void;
  /** Marks the subsegment as failed. */
  addError(error: Error | string): void;
}

/** Thrown by {@link capture} if the X-Ray SDK is not installed. */
export class XraySdkMissingError extends Error {
  override get name(): string {
    return 'XraySdkMissingError';
  }

  constructor() {
    super(
      'capture() needs the X-Ray SDK, which is not installed: add aws-xray-sdk-core to the dependencies of package.json',
    );
  }
}

const SDK = 'aws-xray-sdk-core';
/** The SDK in the function's bundle, if `alr-builder` has made one. */
const bundledSdk = Symbol.for('alr.xray-sdk');

// Loaded right away: code that imports this module uses the SDK, and loading it here keeps it out of the first invocation.
const sdk = loadSdk();

/**
 * Runs a function as a subsegment of the invocation's trace, which records its name, duration and error. Nested captures
 * become nested subsegments. The subsegment is sent only if the trace is sampled.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html
 *
 * @example
 * const order = await capture('load order', async (subsegment) => {
 *   subsegment?.addAnnotation('order', id);
 *   return orders.get(id);
 * });
 * @param name the name of the subsegment
 * @param fn the function to run; it gets the subsegment, or undefined outside of an invocation
 * @returns the result of the function; if that is a promise, the subsegment ends when it settles
 * @throws {XraySdkMissingError} aws-xray-sdk-core is not installed
 */
export function capture<Result>(name: string, fn: (subsegment: Subsegment | undefined) => Result): Result {
  if (sdk === undefined) throw new XraySdkMissingError();
  const outcome = sdk.captureAsyncFunc(name, (subsegment): { result: Result } | { error: unknown } => {
    try {
      return { result: closeWhenSettled(subsegment, fn(subsegment)) };
    } catch (error) {
      // Must not be thrown through the SDK, which sets properties on it and so fails for a string or a frozen error.
      closeWithError(subsegment, error);
      return { error };
    }
  });
  if ('error' in outcome) throw outcome.error;
  return outcome.result;
}

function closeWhenSettled<Result>(subsegment: SdkSubsegment | undefined, result: Result): Result {
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
      closeWithError(subsegment, error);
      throw error;
    },
  );
  // `Result` is a promise, and this is a promise of the same value.
  return settled as Result;
}

function closeWithError(subsegment: SdkSubsegment | undefined, thrown: unknown): void {
  try {
    subsegment?.close(isError(thrown) ? thrown : describeError(thrown).errorMessage);
  } catch {
    // The SDK reads the error's members, and their getters can throw. By then it has marked the subsegment as failed.
    subsegment?.close();
  }
}

function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

/** Loads the SDK that this package can resolve, or else the one that the working directory can. */
function loadSdk(): typeof import('aws-xray-sdk-core') | undefined {
  const bundled = Reflect.get(globalThis, bundledSdk) as typeof import('aws-xray-sdk-core') | undefined;
  if (bundled !== undefined) return bundled;
  const { createRequire } = builtin('node:module');
  const { join } = builtin('node:path');
  for (const from of [import.meta.url, join(process.cwd(), 'any.js')]) {
    const require = createRequire(from);
    const file = resolveSdk(require);
    if (file !== undefined) return require(file) as typeof import('aws-xray-sdk-core');
  }
  return undefined;
}

function resolveSdk(require: NodeJS.Require): string | undefined {
  try {
    return require.resolve(SDK);
  } catch {
    return undefined;
  }
}
