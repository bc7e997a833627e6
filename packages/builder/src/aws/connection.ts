import { setTimeout } from 'node:timers/promises';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { ExpectedError } from '../terminal/expected-error.ts';
import { type ArnScope, parseArn } from './arn.ts';
import { AwsError, explainAwsError } from './aws-error.ts';
import { CallLimit } from './call-limit.ts';
import type { Pause } from './retry-until-consistent.ts';
import { retryCalls } from './retrying-client.ts';

/** The settings of every SDK client. */
export interface ClientSettings {
  readonly region: string;
  readonly profile?: string;
  readonly maxAttempts: number;
  readonly retryMode: string;
  readonly forcePathStyle: boolean;
}

/** An AWS account and region, accessed with the current credentials. */
export interface Aws extends ArnScope {
  /** The ARN of the caller's identity. */
  readonly caller: string;
  /**
   * The client of a service. There is one of each; all share the region, the credentials and the retry settings, and
   * retry what AWS rejects only for a while.
   */
  client<Client>(Client: new (settings: ClientSettings) => Client): Client;
  /** The same account in another region. */
  inRegion(region: string): Aws;
  readonly pause: Pause;
  /** Whether it makes each read once, so that one complete list is cheaper than several parts of it. */
  readonly cachesReads?: boolean;
  /** The tags of resources by their ARNs, as AWS has indexed them; the index lags behind. Undefined: it is not used. */
  readonly indexedTags?: IndexedTags;
}

/** The tags of resources by the resources' ARNs. */
export type IndexedTags = ReadonlyMap<string, Readonly<Record<string, string>>>;

/** Where to connect. The AWS SDK determines the values that are undefined. */
export interface ConnectionOptions {
  readonly profile: string | undefined;
  readonly region: string | undefined;
  /** The only account that may be changed. */
  readonly account: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The credentials belong to an account other than the configured one. */
export class WrongAccountError extends ExpectedError {
  override get name(): string {
    return 'WrongAccountError';
  }
}

/** How many calls run at the same time, for a project with many functions: AWS throttles the reads of an account. */
const MAX_CALLS = 10;

/**
 * Connects to AWS and looks up the caller's identity, which includes the account and the partition. The SDK retries
 * throttled and failed requests, and respects `AWS_ENDPOINT_URL`.
 *
 * @param pause waits between the retries of a call; tests do not wait
 * @throws {AwsError} there is no region, or there are no valid credentials
 * @throws {WrongAccountError} the configuration names another account
 */
export async function connect(options: ConnectionOptions, pause: Pause = defaultPause): Promise<Aws> {
  const settings = await clientSettings(options);
  const limit = new CallLimit(MAX_CALLS);
  const client = clientFactory(settings, pause, limit);
  const identity = await client(STSClient)
    .send(new GetCallerIdentityCommand())
    .catch((error: unknown) => {
      throw explainMissingAccess(error, options.profile ?? options.env.AWS_PROFILE);
    });
  const caller = identity.Arn ?? '';
  const { Account: account = '' } = identity;
  if (options.account !== undefined && options.account !== account) {
    throw new WrongAccountError(
      `the credentials belong to account ${account}, but the configuration is for ${options.account}: ` +
        'use another profile, or change aws.account',
    );
  }
  const partition = parseArn(caller)?.partition ?? 'aws';
  const inRegion = (region: string, regional = clientFactory({ ...settings, region }, pause, limit)): Aws => {
    return { partition, region, account, caller, client: regional, inRegion, pause };
  };
  return inRegion(settings.region, client);
}

/** Creates each client once. */
function clientFactory(settings: ClientSettings, pause: Pause, limit: CallLimit): Aws['client'] {
  const clients = new Map<unknown, unknown>();
  return function client<Client>(Client: new (settings: ClientSettings) => Client): Client {
    const known = clients.get(Client);
    // Every value is an instance of its key.
    if (known !== undefined) return known as Client;
    const created = retryCalls(new Client(settings), pause, limit);
    clients.set(Client, created);
    return created;
  };
}

function explainMissingAccess(error: unknown, profile: string | undefined): unknown {
  const hasNoCredentials = error instanceof Error && error.name === 'CredentialsProviderError';
  if (!hasNoCredentials || profile === undefined) return explainAwsError(error, 'look up the identity of the caller');
  const advice = `log in with \`aws sso login --profile ${profile}\`, or list all profiles with \`aws configure list-profiles\``;
  return new AwsError(`there are no credentials for the AWS profile ${profile}: ${advice} (${error.message})`, {
    cause: error,
  });
}

async function defaultPause(milliseconds: number): Promise<void> {
  await setTimeout(milliseconds);
}

/** The settings that all clients share. */
export async function clientSettings({ region, profile, env }: ConnectionOptions): Promise<ClientSettings> {
  const settings = {
    ...(profile === undefined ? {} : { profile }),
    maxAttempts: Number(env.AWS_MAX_ATTEMPTS ?? 6),
    retryMode: env.AWS_RETRY_MODE ?? 'standard',
    // A custom endpoint serves all buckets under one host name.
    forcePathStyle: (env.AWS_ENDPOINT_URL_S3 ?? env.AWS_ENDPOINT_URL) !== undefined,
  };
  // The SDK for JavaScript does not read AWS_DEFAULT_REGION, but users of the AWS CLI set it.
  const configured = region ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION;
  return { ...settings, region: configured ?? (await regionOfProfile(profile)) };
}

async function regionOfProfile(profile: string | undefined): Promise<string> {
  try {
    return await new STSClient(profile === undefined ? {} : { profile }).config.region();
  } catch (error) {
    throw new AwsError(
      'no AWS region is configured: set aws.region in lambda.yaml, AWS_REGION, or region in your AWS profile',
      {
        cause: error,
      },
    );
  }
}
