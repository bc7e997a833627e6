import { cropText } from './crop.ts';
import { toSourcePositions } from './source-positions.ts';

/** The number of errors in one description, counting all chains of causes and lists of errors. */
const MAX_ERRORS = 100;
/** A message or a stack can have any length, but CloudWatch takes no record above 1 MB, and Lambda no response above 6. */
const MAX_TEXT_LENGTH = 64 * 1024;
/** The limit for all messages and stacks of one description together. */
const MAX_TOTAL_LENGTH = 512 * 1024;
const MAX_TYPE_LENGTH = 256;

/** Taken at the start, because the user's code can replace it. */
const { stringify } = JSON;

/** The key of the stack in the error's JSON: `trace` in AWS's Node runtime, `stackTrace` in custom runtimes. */
export type StackKey = 'stackTrace' | 'trace';

/** An error in the form of its JSON. */
export interface DescribedError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly stackTrace?: readonly string[];
  readonly trace?: readonly string[];
  readonly cause?: DescribedError;
  readonly errors?: readonly DescribedError[];
}

/**
 * Describes any thrown value by type, message, stack and causes, each cropped if it is long. Throwing getters, cycles and
 * proxies are safe.
 */
export function describeError(thrown: unknown, stackKey: StackKey = 'stackTrace'): DescribedError {
  return new Description(stackKey).of(thrown);
}

/** One description of an error and the errors that it contains. */
class Description {
  readonly #stackKey: StackKey;
  /** The errors described so far: causes can be circular, and lists of errors long. */
  readonly #seen = new Set<unknown>();
  #lengthLeft = MAX_TOTAL_LENGTH;

  constructor(stackKey: StackKey) {
    this.#stackKey = stackKey;
  }

  of(thrown: unknown): DescribedError {
    if (!isErrorLike(thrown)) {
      const errorType = thrown === null ? 'null' : typeof thrown;
      return { errorType, errorMessage: this.#crop(toText(thrown)), [this.#stackKey]: [] };
    }
    this.#seen.add(thrown);
    const cause = readProperty(thrown, 'cause');
    const errors = readList(thrown, 'errors');
    return {
      errorType: errorTypeOf(thrown),
      errorMessage: this.#crop(errorMessageOf(thrown)),
      [this.#stackKey]: this.#stack(thrown),
      ...(cause !== undefined && this.#isNew(cause) ? { cause: this.of(cause) } : {}),
      ...(errors === undefined
        ? {}
        : { errors: errors.flatMap((error) => (this.#isNew(error) ? [this.of(error)] : [])) }),
    };
  }

  #stack(error: object): readonly string[] {
    const stack = this.#crop(stackOf(error) ?? '');
    return this.#stackKey === 'trace' ? stackLines(stack) : stackFrames(stack);
  }

  #isNew(error: unknown): boolean {
    return !this.#seen.has(error) && this.#seen.size < MAX_ERRORS;
  }

  #crop(text: string): string {
    const cropped = cropText(text, Math.min(MAX_TEXT_LENGTH, this.#lengthLeft));
    this.#lengthLeft = Math.max(0, this.#lengthLeft - cropped.length);
    return cropped;
  }
}

/** Whether a value is an error, of this realm or another one. Never throws, not even for a revoked proxy. */
export function isError(value: unknown): value is Error {
  if (typeof value !== 'object') return false;
  try {
    return value instanceof Error || Object.prototype.toString.call(value) === '[object Error]';
  } catch {
    return false;
  }
}

/** Also accepts objects with a message or a stack, such as incomplete errors. */
function isErrorLike(thrown: unknown): thrown is object {
  if (typeof thrown !== 'object' || thrown === null) return false;
  return isError(thrown) || typeof readProperty(thrown, 'message') === 'string' || stackOf(thrown) !== undefined;
}

/** The name of an error. */
export function errorTypeOf(error: object): string {
  const name = readProperty(error, 'name');
  return typeof name === 'string' && name !== '' ? cropText(name, MAX_TYPE_LENGTH) : 'Error';
}

/** The message of an error. Empty if it has none. */
export function errorMessageOf(error: object): string {
  const message = readProperty(error, 'message');
  return typeof message === 'string' ? message : '';
}

/** The stack of an error. */
export function stackOf(error: object): string | undefined {
  const stack = readProperty(error, 'stack');
  return typeof stack === 'string' ? stack : undefined;
}

/** All lines of a stack, as in AWS's Node runtime. The first ones repeat the type and message. */
export function stackLines(stack: string): string[] {
  return stack === '' ? [] : toSourcePositions(stack).split('\n');
}

/** The lines of a stack without those that repeat the type and message. */
export function stackFrames(stack: string): string[] {
  return framesOf(stackLines(stack));
}

/** Only the frames of all lines of a stack. */
export function framesOf(lines: readonly string[]): string[] {
  const first = lines.findIndex((line) => line.startsWith('    at '));
  return first === -1 ? [] : lines.slice(first).map((line) => line.trim());
}

/** Reads a property of an object. Undefined if its getter throws. */
export function readProperty(from: object, key: string): unknown {
  try {
    return (from as Record<string, unknown>)[key];
  } catch {
    return undefined;
  }
}

function readList(from: object, key: string): readonly unknown[] | undefined {
  try {
    const list = readProperty(from, key);
    return Array.isArray(list)
      ? Array.from({ length: Math.min(list.length, MAX_ERRORS) }, (_, i) => list[i])
      : undefined;
  } catch {
    return undefined;
  }
}

/** A thrown value that is not an error, as text. */
function toText(value: unknown): string {
  try {
    return (typeof value === 'object' ? stringify(value) : undefined) ?? String(value);
  } catch {
    return `a value of type ${typeof value} that cannot be converted to text`;
  }
}
