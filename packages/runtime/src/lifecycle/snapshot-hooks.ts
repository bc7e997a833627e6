import { refreshRandomness } from './randomness.ts';

/** A step that a library takes around the snapshot of a function with SnapStart. */
export interface SnapshotHooks {
  /** Runs before the process is kept as a snapshot; the last registered runs first. */
  beforeSnapshot?(): unknown;
  /** Runs where the process goes on from its snapshot; the first registered runs first. */
  afterRestore?(): unknown;
}

/** Shared by all copies of this package in a process: a library's may be another than the function's. */
const REGISTERED: unique symbol = Symbol.for('@alr/runtime.snapshot-hooks') as never;

/** Registers a library's hooks. Without SnapStart they never run. */
export function registerSnapshotHooks(hooks: SnapshotHooks): void {
  registered().push(hooks);
}

/** Runs the program's own hook, then the libraries', which were there before it. */
export async function beforeSnapshot(own: () => unknown): Promise<void> {
  await own();
  for (const hooks of registered().toReversed()) await hooks.beforeSnapshot?.();
}

/** Runs the libraries' hooks, then the program's own, which builds on them. */
export async function afterRestore(own: () => unknown): Promise<void> {
  refreshRandomness();
  for (const hooks of registered()) await hooks.afterRestore?.();
  await own();
}

function registered(): SnapshotHooks[] {
  const global = globalThis as { [REGISTERED]?: SnapshotHooks[] };
  global[REGISTERED] ??= [];
  return global[REGISTERED];
}
