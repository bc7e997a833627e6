import { setTimeout } from 'node:timers/promises';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { ExpectedError } from '../terminal/expected-error.ts';
import { type ArnScope, parseArn } from './arn.ts';
import { AwsError, explainAwsError } from './aws-error.ts';
import type { Pause } from './retry-until-consistent.ts';

/** What every client of the SDK is made with. */
export interface ClientSettings {
  readonly region: string;
  readonly profile?: string;
  readonly maxAttempts: number;
  readonly retryMode: string;
  readonly forcePathStyle: boolean;
}

/** An account and region of AWS, as the current credentials see it. */
export interface Aws extends ArnScope {
  /** The ARN of who is asking. */
  readonly caller: string;
  /** The client of a service: one of each, all with the same region, credentials and retries. */
  client<Client>(Client: new (settings: ClientSettings) => Client): Client;
  readonly pause: Pause;
}

/** Where to connect; what is undefined is as the AWS SDK finds it. */
export interface ConnectionOptions {
  readonly profile: string | undefined;
  readonly region: string | undefined;
  /** The only account to work in. */
  readonly account: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The credentials belong to another account than the configuration allows. */
export class WrongAccountError extends ExpectedError {
  override get name(): string {
    return 'WrongAccountError';
  }
}

/**
 * Connects to AWS and asks who we are, which tells the account and the partition. Throttled and failed requests are
 * repeated by the SDK, which also takes `AWS_ENDPOINT_URL`.
 *
 * @throws AwsError without a region or without valid credentials.
 * @throws WrongAccountError where the configuration names another account.
 */
export async function connect(options: ConnectionOptions): Promise<Aws> {
  const settings = await clientSettings(options);
  const clients = new Map<unknown, unknown>();
  function client<Client>(Client: new (settings: ClientSettings) => Client): Client {
    const known = clients.get(Client);
    // the key is the value's own class
    if (known !== undefined) return known as Client;
    const made = new Client(settings);
    clients.set(Client, made);
    return made;
  }

  const identity = await client(STSClient)
    .send(new GetCallerIdentityCommand())
    .catch((error: unknown) => {
      throw explainNoAccess(error, options.profile ?? options.env.AWS_PROFILE);
    });
  const caller = identity.Arn ?? '';
  const { Account: account = '' } = identity;
  if (options.account !== undefined && options.account !== account) {
    throw new WrongAccountError(
      `the credentials are of account ${account}, but the configuration is for ${options.account}; ` +
        'use another profile, or change aws.account',
    );
  }
  return { partition: parseArn(caller)?.partition ?? 'aws', region: settings.region, account, caller, client, pause };
}

function explainNoAccess(error: unknown, profile: string | undefined): unknown {
  const isWithoutCredentials = error instanceof Error && error.name === 'CredentialsProviderError';
  if (!isWithoutCredentials || profile === undefined) return explainAwsError(error, 'ask AWS who is calling');
  const advice = `run \`aws sso login --profile ${profile}\`, or see with \`aws configure list-profiles\` which profiles there are`;
  return new AwsError(`there are no credentials for the AWS profile ${profile}: ${advice} (${error.message})`, {
    cause: error,
  });
}

async function pause(milliseconds: number): Promise<void> {
  await setTimeout(milliseconds);
}

async function clientSettings({ region, profile, env }: ConnectionOptions): Promise<ClientSettings> {
  const settings = {
    ...(profile === undefined ? {} : { profile }),
    maxAttempts: Number(env.AWS_MAX_ATTEMPTS ?? 6),
    retryMode: env.AWS_RETRY_MODE ?? 'standard',
    // An endpoint of one's own answers for all buckets by one name.
    forcePathStyle: (env.AWS_ENDPOINT_URL_S3 ?? env.AWS_ENDPOINT_URL) !== undefined,
  };
  // The SDK for JavaScript doesn't read AWS_DEFAULT_REGION, which the AWS CLI's users have.
  const wanted = region ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION;
  return { ...settings, region: wanted ?? (await regionOfProfile(profile)) };
}

async function regionOfProfile(profile: string | undefined): Promise<string> {
  try {
    return await new STSClient(profile === undefined ? {} : { profile }).config.region();
  } catch (error) {
    throw new AwsError('there is no AWS region: set aws.region in lambda.yaml, AWS_REGION, or region in your profile', {
      cause: error,
    });
  }
}
