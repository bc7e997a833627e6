import type { Response } from '../figures/start-once.ts';
import type { SnapshotReport } from './outcome.ts';

/** From its sources with `node_modules`, from the bundle with the compile cache, or from the snapshot of its libraries. */
export const allForms = ['sources', 'none', 'libraries'] as const;
export type Form = (typeof allForms)[number];

/** A function that was built, and can be started in each of its forms. */
export interface BuiltFunction extends AsyncDisposable {
  readonly snapshot: SnapshotReport;
  /** Starts it, with the environment variables of the services that it calls, and ends it after its first response. */
  start(form: Form, env: Readonly<Record<string, string>>): Promise<Response>;
}
