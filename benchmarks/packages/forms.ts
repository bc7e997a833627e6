import type { Response } from '../figures/start-once.ts';
import type { Entry } from './list.ts';
import type { SnapshotReport } from './outcome.ts';

/** From its sources with `node_modules`, from the bundle with the compile cache, or from the snapshot of its libraries. */
export type Form = 'sources' | 'none' | 'libraries';

/** Builds functions as an image does. */
export interface Workshop extends AsyncDisposable {
  /** The installed version of a package. */
  versionOf(name: string): Promise<string>;
  build(entry: Entry): Promise<BuiltFunction>;
}

/** A function that was built, and can be started in each of its forms. */
export interface BuiltFunction extends AsyncDisposable {
  readonly snapshot: SnapshotReport;
  /** The forms that it has. The first one is what the others have to be like. */
  readonly forms: readonly Form[];
  /** Starts it, with the environment variables of the services that it calls, and ends it after its first response. */
  start(form: Form, env: Readonly<Record<string, string>>): Promise<Response>;
}
