import type { Aws } from '../../src/aws/connection.ts';
import { type Bystanders, bystanders } from './bystanders.ts';
import { connectToMoto, useMoto } from './deployed-project.ts';
import { world } from './world.ts';

/** An account on moto in which others have things of theirs. */
export interface Account {
  readonly aws: Aws;
  readonly theirs: Bystanders;
  /** All that is there before anything of ours is. */
  readonly before: unknown;
}

/** @param name what the others' things are called by, so that suites don't share them */
export async function openAccount(region: string, name: string): Promise<Account> {
  useMoto();
  const aws = await connectToMoto(region);
  const theirs = await bystanders(aws, name);
  return { aws, theirs, before: await world(aws) };
}
