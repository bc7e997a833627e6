// @compile-at-start
import type { Platform } from '../platform/platform.ts';

/**
 * Marks classes that extend `Runtime`, whichever copy of this package they come from: a bundled function, a strict
 * install and a globally installed bootstrap each have their own copy, so that `instanceof` would fail.
 */
export const BRAND: unique symbol = Symbol.for('@alr/runtime') as never;

/** The version of {@link BrandedRuntime}: what a bootstrap may expect of a branded class. */
export const PROTOCOL_VERSION = 1;

/** The key of the method that overrides parts of the platform. The string is part of the protocol. */
export const OVERRIDE_PLATFORM: unique symbol = Symbol.for('@alr/runtime.attach') as never;

/** A runtime as the bootstrap sees it. Its class is constructed without arguments. */
export interface BrandedRuntime {
  [OVERRIDE_PLATFORM](overrides: Partial<Platform>): void;
  run(): Promise<void>;
}

/** Returns the protocol version of a class or an instance; undefined if the value is not a runtime. */
export function protocolVersion(value: unknown): unknown {
  const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function';
  return isObject && BRAND in value ? value[BRAND] : undefined;
}
