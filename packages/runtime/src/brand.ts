/**
 * How a class that extends `Runtime` is known, whichever copy of this package it came with: a bundled function, a strict
 * install and a bootstrap installed elsewhere all have copies of their own.
 */
export const BRAND: unique symbol = Symbol.for('@alr/runtime') as never;

/** The version of what a bootstrap may ask of a branded class: to be made without arguments, `attach` and `run`. */
export const PROTOCOL_VERSION = 1;

/** Under it, a runtime takes what its surroundings differ in from a process of Lambda's. */
export const ATTACH: unique symbol = Symbol.for('@alr/runtime.attach') as never;

/** The protocol version of a class or an instance; undefined for what isn't a runtime. */
export function protocolVersion(value: unknown): unknown {
  const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function';
  return isObject && BRAND in value ? value[BRAND] : undefined;
}
