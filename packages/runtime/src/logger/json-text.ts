import { cropText, ELLIPSIS } from '../errors/crop.ts';
import {
  describeError,
  errorMessageOf,
  errorTypeOf,
  isError,
  readProperty,
  stackFrames,
  stackLines,
  stackOf,
} from '../errors/describe-error.ts';
import { builtin } from '../node/builtins.ts';

/** CloudWatch takes no longer record. */
const MAX_LENGTH = 1024 * 1024;
/** The limit of a message and of a stack, so that one error does not use up the whole record. */
const MAX_ERROR_TEXT_LENGTH = 64 * 1024;
const MAX_DEPTH = 100;
/** Counted for each value besides its text, which bounds the number of values. */
const LENGTH_PER_VALUE = 8;
const inspectOptions = { depth: 2, breakLength: Number.POSITIVE_INFINITY, maxStringLength: 10_000 } as const;

/** Taken at the start, because the user's code can replace it. */
const { stringify } = JSON;

/** How the members of an error are written. */
export interface ErrorForm {
  readonly stackKey: 'stackTrace' | 'stack';
  /** Whether the stack includes the lines that repeat the type and message. */
  readonly isWholeStack: boolean;
  /** Whether an error whose class sets no name has the type of its class instead of `Error`. */
  readonly usesClassName: boolean;
}

/** The name of a member, and its value as JSON. */
export type JsonMember = readonly [name: string, text: string];

/** Members of an error that its type, message and stack are made of, or that would be mistaken for them. */
const replacedNames = new Set(['name', 'message', 'stack', 'errorType', 'errorMessage', 'stackTrace']);
/** Members that contain other errors. `Object.keys` does not list them, because they are not enumerable. */
const hiddenNames = ['cause', 'errors', 'error', 'suppressed'];

/**
 * Writes values as JSON for the log. Unlike `JSON.stringify`, it takes any value, never throws, stops at a maximum length,
 * and describes errors, maps, sets and other objects that have no JSON. Each record needs a new instance.
 */
export class JsonText {
  readonly #errorForm: ErrorForm;
  readonly #ancestors: object[] = [];
  #lengthLeft = MAX_LENGTH;
  #errorCount = 0;

  constructor(errorForm: ErrorForm) {
    this.#errorForm = errorForm;
  }

  /** How many errors have been written. */
  get errorCount(): number {
    return this.#errorCount;
  }

  write(value: unknown): string {
    this.#lengthLeft -= LENGTH_PER_VALUE;
    switch (typeof value) {
      case 'string':
        return this.#text(value);
      case 'number':
        return Number.isFinite(value) ? String(value) : this.#text(String(value));
      case 'boolean':
        return String(value);
      case 'object':
        return value === null ? 'null' : this.#object(value);
      case 'bigint': {
        const json = jsonOf(value);
        return typeof json === 'bigint' ? this.#text(`${value}n`) : this.write(json);
      }
      case 'function':
        return this.#text(`[Function: ${String(readProperty(value, 'name') || 'anonymous')}]`);
      case 'symbol':
        return this.#text(String(value));
      case 'undefined':
        return 'null';
    }
  }

  /** Writes the members of an object. Members without a value are left out. */
  members(from: object, isWanted: (name: string) => boolean = () => true): JsonMember[] {
    const members: JsonMember[] = [];
    const names = Object.keys(from).filter(isWanted);
    for (const [i, name] of names.entries()) {
      if (this.#lengthLeft <= 0) {
        members.push([ELLIPSIS, stringify(`${names.length - i} more`)]);
        break;
      }
      const text = this.#member(from, name);
      if (text !== undefined) members.push([this.#crop(name), text]);
    }
    return members;
  }

  /** Writes the members of an error: its type, message, stack, the fields that its author added, and its causes. */
  errorMembers(error: object): JsonMember[] {
    this.#errorCount += 1;
    this.#ancestors.push(error);
    const { stackKey, isWholeStack, usesClassName } = this.#errorForm;
    const stack = cropText(stackOf(error) ?? '', MAX_ERROR_TEXT_LENGTH);
    const json = jsonOf(error);
    const fields = typeof json === 'object' && json !== null ? json : error;
    const members: JsonMember[] = [
      ['errorType', this.write(usesClassName ? classNameOf(error) : errorTypeOf(error))],
      ['errorMessage', this.write(cropText(errorMessageOf(error), MAX_ERROR_TEXT_LENGTH))],
      [stackKey, this.#list(isWholeStack ? stackLines(stack) : stackFrames(stack))],
      ...this.members(fields, (name) => !replacedNames.has(name)),
    ];
    const written = new Set(members.map(([name]) => name));
    for (const name of hiddenNames) {
      const value = written.has(name) ? undefined : readProperty(error, name);
      if (value !== undefined) members.push([name, this.write(value)]);
    }
    this.#ancestors.pop();
    return members;
  }

  #object(value: object): string {
    if (this.#ancestors.includes(value)) return '"[Circular]"';
    if (this.#lengthLeft <= 0 || this.#ancestors.length >= MAX_DEPTH) return `"${ELLIPSIS}"`;
    this.#ancestors.push(value);
    try {
      return this.#contents(value);
    } catch {
      return this.#inspected(value);
    } finally {
      this.#ancestors.pop();
    }
  }

  #contents(value: object): string {
    if (isError(value)) return join(this.errorMembers(value));
    if (Array.isArray(value)) return this.#list(value);
    if (value instanceof Map) return this.#map(value);
    if (value instanceof Set) return this.#list([...value]);
    if (ArrayBuffer.isView(value)) return this.#inspected(value);
    if (value instanceof String) return this.#text(`${value}`);
    const json = jsonOf(value);
    // The JSON of an invalid date hides that there is one.
    if (json === null && value instanceof Date) return this.#inspected(value);
    if (json !== value) return this.write(json);
    const members = this.members(value);
    return members.length === 0 && !isPlain(value) ? this.#inspected(value) : join(members);
  }

  #map(map: ReadonlyMap<unknown, unknown>): string {
    const entries = [...map];
    const isDictionary = entries.every(([key]) => typeof key === 'string');
    return isDictionary ? join(this.members(Object.fromEntries(entries))) : this.#list(entries);
  }

  #list(items: readonly unknown[]): string {
    const texts: string[] = [];
    const { length } = items;
    for (let i = 0; i < length; i++) {
      if (this.#lengthLeft <= 0) {
        texts.push(stringify(`${ELLIPSIS} ${length - i} more`));
        break;
      }
      texts.push(this.#member(items, i) ?? 'null');
    }
    return `[${texts.join()}]`;
  }

  /** Undefined if the member is. */
  #member(from: object, key: string | number): string | undefined {
    let value: unknown;
    try {
      value = (from as Record<string | number, unknown>)[key];
    } catch (error) {
      return this.#text(`[its getter threw: ${describeError(error).errorMessage}]`);
    }
    if (value === undefined) this.#lengthLeft -= LENGTH_PER_VALUE;
    return value === undefined ? undefined : this.write(value);
  }

  /** For objects whose contents are not in members, and for those that cannot be read. */
  #inspected(value: object): string {
    try {
      return this.#text(builtin('node:util').inspect(value, inspectOptions));
    } catch {
      return '"[an object that cannot be read]"';
    }
  }

  #text(text: string): string {
    return stringify(this.#crop(text));
  }

  #crop(text: string): string {
    const cropped = cropText(text, Math.max(0, this.#lengthLeft));
    this.#lengthLeft -= cropped.length;
    return cropped;
  }
}

/** Joins members to the text of an object. */
export function join(members: Iterable<JsonMember>): string {
  const texts: string[] = [];
  for (const [name, text] of members) texts.push(`${stringify(name)}:${text}`);
  return `{${texts.join()}}`;
}

/** The result of the value's own `toJSON`; the value itself if it has none, or if it throws. */
function jsonOf(value: object | bigint): unknown {
  try {
    const { toJSON } = value as { readonly toJSON?: unknown };
    return typeof toJSON === 'function' ? toJSON.call(value, '') : value;
  } catch {
    return value;
  }
}

/** Whether an object is a literal, or has no prototype. */
export function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** The name of an error, or of its class if its name is the default. */
function classNameOf(error: object): string {
  const name = errorTypeOf(error);
  const errorClass = name === 'Error' ? readProperty(error, 'constructor') : undefined;
  const className = typeof errorClass === 'function' ? readProperty(errorClass, 'name') : undefined;
  return typeof className === 'string' && className !== '' ? className : name;
}
