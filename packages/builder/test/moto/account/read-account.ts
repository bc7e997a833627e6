import type { Aws } from '../../../src/aws/connection.ts';
import type { Account, Entry } from './entry.ts';
import { readLoadBalancers, readRoles } from './read-access.ts';
import { readFunctions } from './read-functions.ts';
import { readHttpApis } from './read-http-apis.ts';
import { readQueues, readRules, readSchedules, readTopics } from './read-messaging.ts';
import { readBuckets, readLogGroups, readRepositories } from './read-storage.ts';

/** Reads all resources of a kind. */
interface Part {
  readonly read: (aws: Aws) => Promise<Entry[]>;
  /** The services whose calls can change what is read. Some deliver to queues or logs. */
  readonly services: readonly string[];
  /** Whether the resources belong to the account instead of a region. */
  readonly isGlobal?: boolean;
}

const parts: readonly Part[] = [
  { read: readFunctions, services: ['lambda'] },
  { read: readQueues, services: ['sqs', 's3', 'sns', 'events'] },
  { read: readTopics, services: ['sns'] },
  { read: readRules, services: ['events'] },
  { read: readSchedules, services: ['scheduler'] },
  { read: readRepositories, services: ['ecr'] },
  { read: readLogGroups, services: ['logs', 'events'] },
  { read: readLoadBalancers, services: ['elasticloadbalancing', 'ec2'] },
  { read: readHttpApis, services: ['apigateway'] },
  { read: readRoles, services: ['iam'], isGlobal: true },
  { read: readBuckets, services: ['s3'], isGlobal: true },
];

/** The services that are read. A call of another one, such as that which tags the resources of all, can change any. */
const services = new Set(parts.flatMap((part) => part.services));

/**
 * Reads everything in an account that a deployment can touch, down to the last setting. Reading takes as long as many a
 * command, so what no call can have changed since is not read again.
 */
export class AccountReader {
  readonly #regions: () => readonly Aws[];
  readonly #known = new Map<Part, Promise<Entry[]>>();
  #account: Promise<Account> | undefined;

  /** @param regions a connection to each region, at least one */
  constructor(regions: () => readonly Aws[]) {
    this.#regions = regions;
  }

  /** Forgets what a call of a service can have changed. */
  forget(service: string): void {
    this.#account = undefined;
    for (const part of parts) {
      if (part.services.includes(service) || !services.has(service)) this.#known.delete(part);
    }
  }

  /** The same object as before if nothing has been forgotten since. */
  read(): Promise<Account> {
    this.#account ??= this.#readParts();
    return this.#account;
  }

  async #readParts(): Promise<Account> {
    const entries = await Promise.all(parts.map((part) => this.#readPart(part)));
    const sorted = entries.flat().sort((a, b) => (a.id < b.id ? -1 : 1));
    const account = new Map(sorted.map((entry) => [entry.id, entry]));
    if (account.size !== sorted.length) throw new Error('two entries of the account have the same id');
    return account;
  }

  #readPart(part: Part): Promise<Entry[]> {
    const known = this.#known.get(part) ?? this.#readInRegions(part);
    this.#known.set(part, known);
    return known;
  }

  async #readInRegions({ read, isGlobal = false }: Part): Promise<Entry[]> {
    const regions = this.#regions();
    return (await Promise.all((isGlobal ? regions.slice(0, 1) : regions).map(read))).flat();
  }
}
