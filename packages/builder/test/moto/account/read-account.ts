import type { Aws } from '../../../src/aws/connection.ts';
import type { Account, Entry } from './entry.ts';
import { readLoadBalancers, readRoles } from './read-access.ts';
import { readFunctions } from './read-functions.ts';
import { readHttpApis } from './read-http-apis.ts';
import { readQueues, readRules, readSchedules, readTopics } from './read-messaging.ts';
import { readBuckets, readLogGroups, readRepositories } from './read-storage.ts';

const ofRegion = [
  readFunctions,
  readQueues,
  readTopics,
  readRules,
  readSchedules,
  readRepositories,
  readLogGroups,
  readLoadBalancers,
  readHttpApis,
];
const ofAccount = [readRoles, readBuckets];

/**
 * Reads everything in an account that a deployment can touch, down to the last setting.
 *
 * @param regions a connection to each region, at least one
 */
export async function readAccount(regions: readonly Aws[]): Promise<Account> {
  const entries = await Promise.all([
    ...ofAccount.map((read) => readFirst(read, regions)),
    ...regions.flatMap((aws) => ofRegion.map((read) => read(aws))),
  ]);
  const sorted = entries.flat().sort((a, b) => (a.id < b.id ? -1 : 1));
  const account = new Map(sorted.map((entry) => [entry.id, entry]));
  if (account.size !== sorted.length) throw new Error('two entries of the account have the same id');
  return account;
}

async function readFirst(read: (aws: Aws) => Promise<Entry[]>, [aws]: readonly Aws[]): Promise<Entry[]> {
  return aws === undefined ? [] : read(aws);
}
