import type { Aws } from '../../src/aws/connection.ts';
import { takeSnapshot } from './account-snapshot.ts';
import { connectToMoto, useMoto } from './deployed-project.ts';
import { createForeignResources, type ForeignResources } from './foreign-resources.ts';

/** An account on moto that contains resources of others. */
export interface TestAccount {
  readonly aws: Aws;
  readonly theirs: ForeignResources;
  /** The snapshot of the account before the first deployment. */
  readonly before: unknown;
}

/**
 * Creates the resources of others and takes a snapshot.
 *
 * @param name the name of the resources of others; each suite has one
 */
export async function openTestAccount(region: string, name: string): Promise<TestAccount> {
  useMoto();
  const aws = await connectToMoto(region);
  const theirs = await createForeignResources(aws, name);
  return { aws, theirs, before: await takeSnapshot(aws) };
}
