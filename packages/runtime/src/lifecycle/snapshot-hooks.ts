import { refreshRandomness } from './randomness.ts';

/** A library's hooks around the snapshot of a function with SnapStart. */
export interface SnapshotHooks {
  /** Runs before the snapshot is taken. The hook that was registered last runs first. */
  beforeSnapshot?(): unknown;
  /** Runs after the process is restored from the snapshot. The hook that was registered first runs first. */
  afterRestore?(): unknown;
}

/** Shared by all copies of this package in a process, because a library can use another copy than the function. */
const REGISTERED: unique symbol = Symbol.for('@alr/runtime.snapshot-hooks') as never;

/** Registers a library's hooks. They run only with SnapStart. */
export function registerSnapshotHooks(hooks: SnapshotHooks): void {
  registered().push(hooks);
}

/** Runs the function's own hook, then those of the libraries, which were set up before it. */
export async function beforeSnapshot(ownHook: () => unknown): Promise<void> {
  await ownHook();
  for (const hooks of registered().toReversed()) await hooks.beforeSnapshot?.();
}

/** Runs the hooks of the libraries, then the function's own, which builds on them. */
export async function afterRestore(ownHook: () => unknown): Promise<void> {
  refreshRandomness();
  for (const hooks of registered()) await hooks.afterRestore?.();
  await ownHook();
}

function registered(): SnapshotHooks[] {
  const global = globalThis as { [REGISTERED]?: SnapshotHooks[] };
  global[REGISTERED] ??= [];
  return global[REGISTERED];
}
