import { STSClient } from '@aws-sdk/client-sts';
import { AwsError, explainAwsError } from '../../aws/aws-error.ts';
import { type ClientSettings, clientSettings, connect } from '../../aws/connection.ts';
import type { ExternalPlace } from '../options/event-source.ts';

/** Settings of SDK clients that also work for emulators. */
type ExternalSettings = ClientSettings & {
  readonly endpoint?: string;
  /** SQS's client would send a request to the host of the queue's URL, as the emulator's own machine knows it. */
  readonly useQueueUrlAsEndpoint?: boolean;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** An option of the SDK's providers of credentials: read the files of profiles again. */
  readonly ignoreCache: true;
};

/** The AWS that the queues are in, or an emulator of it. */
export interface ExternalConnection {
  readonly place: ExternalPlace;
  readonly region: string;
  /** Undefined for an emulator. */
  readonly account: string | undefined;
  /** Creates a client that does not retry. A new one reads the credentials again. */
  create<Client>(Client: new (settings: ExternalSettings) => Client): Client;
  /** What an error of a call means, in words. */
  explain(error: unknown, action: string): string;
}

/** Who connects, as for a deployment. */
export interface ExternalAccessOptions {
  readonly profile: string | undefined;
  readonly region: string | undefined;
  /** The only account whose queues may be read. */
  readonly account: string | undefined;
  readonly env: NodeJS.ProcessEnv;
}

/** An emulator does not check them. */
const placeholder = { accessKeyId: 'local', secretAccessKey: 'local' };

/**
 * Connects to AWS, or prepares the clients for an emulator.
 *
 * @throws {AwsError} there are no valid credentials, or no region
 * @throws {WrongAccountError} the configuration names another account
 */
export async function connectExternal(
  place: ExternalPlace,
  options: ExternalAccessOptions,
): Promise<ExternalConnection> {
  const { env } = options;
  const once = { maxAttempts: 1, retryMode: 'standard', ignoreCache: true } as const;
  if (place.kind === 'aws') {
    const [{ account, region }, settings] = await Promise.all([connect(options), clientSettings(options)]);
    return connection(place, { ...settings, ...once, region }, account);
  }
  const { profile = env.AWS_PROFILE, region = env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? 'us-east-1' } = options;
  const named = profile === undefined ? {} : { profile };
  const hasCredentials = (profile ?? env.AWS_ACCESS_KEY_ID) !== undefined && (await areUsable({ ...named, region }));
  const settings = {
    ...once,
    region,
    endpoint: place.url,
    forcePathStyle: true,
    useQueueUrlAsEndpoint: false,
    ...(hasCredentials ? named : { credentials: placeholder }),
  };
  return connection(place, settings, undefined);
}

/** Whether the AWS SDK finds credentials. */
async function areUsable(settings: { readonly profile?: string; readonly region: string }): Promise<boolean> {
  const { config } = new STSClient(settings);
  return config.credentials().then(
    () => true,
    () => false,
  );
}

function connection(place: ExternalPlace, settings: ExternalSettings, account: string | undefined): ExternalConnection {
  return {
    place,
    region: settings.region,
    account,
    create: (Client) => new Client(settings),
    explain: (error, action) => explain(place, error, action),
  };
}

function explain(place: ExternalPlace, error: unknown, action: string): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (place.kind === 'emulator' && (code === 'ECONNREFUSED' || code === 'ENOTFOUND')) {
    return `could not ${action}: nothing responds at ${place.url} (${code}): is the emulator running?`;
  }
  // The SDK calls that a timeout, too.
  if (code === 'ECONNRESET' || code === 'EPIPE') {
    return `could not ${action}: the connection to ${place.kind === 'emulator' ? place.url : 'AWS'} was closed`;
  }
  if (error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError')) {
    return `could not ${action}: there was no response in time: check the network`;
  }
  const explained = explainAwsError(error, action);
  if (explained instanceof AwsError) return explained.message;
  return `could not ${action}: ${error instanceof Error ? error.message || error.name : String(error)}`;
}
