// @compile-at-start
import type { EventHandlerClass } from '@alr/context';
import { ConfigurationError } from '../errors/errors.ts';

/**
 * A constraint that a class cannot satisfy if the output of its `static schema` or `schemas` does not fit the parameter
 * of its method. A class without a schema, or whose method takes anything, always fits. Schemas follow the Standard
 * Schema specification (https://standardschema.dev).
 */
export type MatchingSchema<Class> = [OutputOf<Class>] extends [PayloadOf<Class>]
  ? unknown
  : Class extends { readonly schema: unknown }
    ? { readonly schema: SchemaOf<PayloadOf<Class>> }
    : { readonly schemas: { readonly [Part in keyof PayloadOf<Class>]: SchemaOf<PayloadOf<Class>[Part]> } };

interface SchemaOf<Output> {
  readonly '~standard': { readonly types?: { readonly output: Output } | undefined };
}

/**
 * The output of a class's schema, or of its schemas for the parts of a request; without a schema `never`, which fits every
 * parameter.
 */
type OutputOf<Class> = Class extends { readonly schema: SchemaOf<infer Output> }
  ? Output
  : Class extends { readonly schemas: infer Schemas extends object }
    ? { readonly [Part in keyof Schemas]: Schemas[Part] extends SchemaOf<infer Output> ? Output : unknown }
    : never;

/** The parameter of a class's method. */
type PayloadOf<Class> = Class extends new (
  ...args: never[]
) => { readonly '~payload'?: infer Payload }
  ? Payload
  : unknown;

type Registrations = ReadonlyMap<string, EventHandlerClass>;

/** The registrations that were made with each class itself. */
const ownRegistrations = new WeakMap<object, Map<string, EventHandlerClass>>();

/** For each class, its own and inherited registrations, collected on first use. A registration discards them all. */
let collected = new WeakMap<object, Registrations>();

/** @throws {ConfigurationError} the handler class is for another source */
export function registerHandlerClass(runtimeClass: object, source: string, handlerClass: EventHandlerClass): void {
  // TypeScript checks this too. JavaScript does not.
  if (handlerClass?.source !== source) {
    throw otherSource(source, handlerClass);
  }
  const own = ownRegistrations.get(runtimeClass) ?? new Map();
  ownRegistrations.set(runtimeClass, own.set(source, handlerClass));
  collected = new WeakMap();
}

// @compile-later
function otherSource(source: string, handlerClass: EventHandlerClass | undefined): ConfigurationError {
  const actual = `${handlerClass?.name ?? handlerClass} handles ${JSON.stringify(handlerClass?.source)}`;
  return new ConfigurationError(
    `registerEventHandler(${JSON.stringify(source)}, ...) was called with a class for another source: ${actual}`,
  );
}

/** Returns the registrations of a class and its ancestors. Those of the nearer class win. */
export function registrationsOf(runtimeClass: object): Registrations {
  const known = collected.get(runtimeClass);
  if (known !== undefined) return known;
  const parent: unknown = Object.getPrototypeOf(runtimeClass);
  const inherited = typeof parent === 'function' ? registrationsOf(parent) : [];
  const all = new Map([...inherited, ...(ownRegistrations.get(runtimeClass) ?? [])]);
  collected.set(runtimeClass, all);
  return all;
}
