// @compile-at-start
import type { Logger } from '@alr/context';
import { STREAMING } from '../aws-compat/awslambda.ts';
import { errorMessageOf, isError } from '../errors/describe-error.ts';
import { type BrandedRuntime, protocolVersion } from './brand.ts';

/** A function with the behavior of a class that extends `Runtime`, for tools that wrap exported functions. */
export type ClassFunction = (event: unknown, context: object) => Promise<unknown>;

/** The key under which a function made by `asHandler` holds the access to its runtime. */
const AS_HANDLER: unique symbol = Symbol.for('@alr/runtime.as-handler') as never;

/** The key in the global object under which all copies of this package note what a tool wraps. */
const WRAPPED: unique symbol = Symbol.for('@alr/runtime.wrapped') as never;

/** What a handler's name leads to, if it leads to a runtime. */
export type RuntimeExport =
  /** A runtime, or a function that leads to one and that no tool has wrapped. */
  | { readonly kind: 'runtime'; readonly open: () => BrandedRuntime }
  /** A tool has wrapped a function made by `asHandler`. */
  | { readonly kind: 'wrapped function'; readonly open: () => BrandedRuntime }
  /** A tool has wrapped a class, which it can only call as a function. */
  | { readonly kind: 'wrapped class'; readonly value: object };

/**
 * Lets the bootstrap find the class or function after a tool has wrapped it. OpenTelemetry, Sentry and Datadog read the
 * streaming mark of what they wrap, and the functions that the last two make have no reference to it.
 */
export function noteWrapping(target: object): void {
  Object.defineProperty(target, STREAMING, {
    configurable: true,
    get(this: object) {
      notes()[WRAPPED] = this;
      return undefined;
    },
  });
}

/** Turns the function into one that leads the bootstrap to its runtime. */
// @compile-later
export function leadTo(open: () => BrandedRuntime, fn: ClassFunction): ClassFunction {
  noteWrapping(fn);
  return Object.defineProperty(fn, AS_HANDLER, { value: open });
}

/**
 * Finds the runtime behind an export; undefined if it is another function or value.
 * @param wrapped what a tool has wrapped, if the export shows no trace of it
 */
export function findRuntime(value: unknown, wrapped?: object): RuntimeExport | undefined {
  if (protocolVersion(value) !== undefined) return { kind: 'runtime', open: () => openRuntime(value) };
  if (typeof value !== 'function') return undefined;
  if (AS_HANDLER in value) return { kind: 'runtime', open: value[AS_HANDLER] as () => BrandedRuntime };
  const original = originalOf(value) ?? wrapped;
  if (original === undefined) return undefined;
  if (AS_HANDLER in original) return { kind: 'wrapped function', open: original[AS_HANDLER] as () => BrandedRuntime };
  return protocolVersion(original) === undefined ? undefined : { kind: 'wrapped class', value: original };
}

/** Returns the class or function that a tool has wrapped last. */
export function lastWrapped(): object | undefined {
  return notes()[WRAPPED];
}

/** Creates a runtime, unless the value is one. */
export function openRuntime(value: unknown): BrandedRuntime {
  return typeof value === 'function' ? new (value as new () => BrandedRuntime)() : (value as BrandedRuntime);
}

/** What to do if a tool has wrapped a class. */
// @compile-later
export function wrappingAdvice(className: string): string {
  return `For the tool to work, export a function made by asHandler(), such as export const handler = ${className}.asHandler(), and name that export as the handler`;
}

/**
 * Returns a function that logs what to do, once, if an error shows that a tool calls a class as a function. This finds
 * the tools that leave no trace of what they wrap.
 */
// @compile-later
export function wrappingAdviser(logger: Pick<Logger, 'warn'>): (error: unknown) => void {
  let hasAdvised = false;
  return (error) => {
    const message = isError(error) ? errorMessageOf(error) : '';
    const name = /^Class constructor (\S+) cannot be invoked without 'new'$/.exec(message)?.[1];
    if (name && !hasAdvised) logger.warn(`if ${name} extends Runtime, a tool has wrapped it. ${wrappingAdvice(name)}`);
    hasAdvised ||= name !== undefined;
  };
}

/** Follows the references that shimmer, a library for such tools, leaves on the functions that it makes. */
// @compile-later
function originalOf(fn: object): object | undefined {
  const seen = new Set<object>();
  for (let inner: unknown = fn; typeof inner === 'function' && !seen.has(inner); ) {
    seen.add(inner);
    inner = '__original' in inner ? inner.__original : undefined;
  }
  return seen.size > 1 ? [...seen].at(-1) : undefined;
}

function notes(): { [WRAPPED]?: object } {
  return globalThis as { [WRAPPED]?: object };
}
