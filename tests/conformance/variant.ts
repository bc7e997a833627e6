declare module 'vitest' {
  interface ProvidedContext {
    /** The Node that runs the functions under test. */
    readonly node: { readonly path: string; readonly major: number };
    /** Environment variables of every function under test. */
    readonly env: Readonly<Record<string, string>>;
    /** Whether functions start from their sources, or as in the image, from a snapshot of their packages. */
    readonly start: 'sources' | 'snapshot';
  }
}

/** What a run of the conformance suite depends on. */
export interface Variant {
  readonly node: { readonly path: string; readonly major: number };
  readonly files?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly start?: 'sources' | 'snapshot';
}

/**
 * The conformance suite, or some files of it, on a version of Node and with additional environment variables. Functions
 * run in processes of their own, so that the files can share a process.
 */
export function conformance(name: string, { node, files = ['*'], env = {}, start = 'sources' }: Variant) {
  const include = files.map((file) => `conformance/${file}.test.ts`);
  // A test builds its function first.
  const limit = start === 'snapshot' ? { testTimeout: 120_000 } : {};
  return { test: { name, include, provide: { node, env, start }, isolate: false, ...limit } };
}

export const thisNode = { path: process.execPath, major: 24 };
