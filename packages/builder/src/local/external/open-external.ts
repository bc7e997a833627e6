import { awsAccess } from '../options/aws-access.ts';
import type { ExternalPlace } from '../options/event-source.ts';
import type { LoadedOptions } from '../options/function-settings.ts';
import { LocalOptionError } from '../options/local-option-error.ts';
import type { FunctionSetup, ProjectSetup } from '../options/project-source.ts';
import type { Activity } from '../project/activity.ts';
import type { LocalEventListener } from '../report/local-event.ts';
import { type ExternalAccess, needsConsent } from './external-access.ts';
import { connectExternal } from './external-connection.ts';
import { ExternalSources } from './external-sources.ts';
import { findQueues } from './find-queues.ts';
import { findStream } from './stream/find-stream.ts';
import { findObstacle, isQueueTrigger, isStreamTrigger } from './trigger-sources.ts';

/**
 * Shows the user what will be read, and asks.
 *
 * @throws {ExpectedError} the user declines, or cannot be asked
 */
export type AskForConsent = (access: ExternalAccess) => Promise<void>;

/** What the sources are opened for. */
export interface OpenExternalOptions {
  readonly setup: ProjectSetup;
  /** Those of the first function: its profile and region are those of all. */
  readonly loaded: LoadedOptions;
  readonly ask: AskForConsent | undefined;
  readonly activity: Activity;
  readonly emit: LocalEventListener;
}

/** What to do if a queue does not exist. */
const hints = {
  aws: 'create it with alr-builder apply, or name the stage that is deployed with --stage, and its profile or region in lambda.yaml',
  emulator: 'create it there, or name another stage with --stage, or another region with AWS_REGION',
} as const;

/**
 * Finds the queues of the triggers, and asks whether they may be read.
 *
 * @throws {LocalOptionError} no trigger reads a queue, or nobody can be asked
 * @throws {ExpectedError} there are no credentials, a queue does not exist, or the user declines
 */
export async function openExternal(
  place: ExternalPlace,
  { setup, loaded, ask, activity, emit }: OpenExternalOptions,
): Promise<ExternalSources> {
  const { functions, account } = setup;
  const { options, variables } = loaded;
  const source = place.kind === 'aws' ? 'aws' : place.url;
  const names = [...new Set(functions.flatMap(queuesOf))];
  const unread = functions.flatMap(unreadOf);
  const streamTriggers = new Map(functions.flatMap(streamsOf).map((trigger) => [trigger.stream.arn, trigger]));
  if (names.length === 0 && streamTriggers.size === 0) {
    const reasons = unread.map(({ trigger, reason }) => `; the trigger ${trigger}: ${reason}`).join('');
    throw new LocalOptionError(
      `--source ${source} reads the queues and streams of triggers, but there is none${reasons}`,
    );
  }
  const asks = needsConsent(place) && options.yes !== true;
  if (asks && ask === undefined) {
    throw new LocalOptionError(
      `the source ${source} has messages received and deleted that others may need: set yes: true if that is intended`,
    );
  }
  const env = { ...process.env, ...variables };
  const { AWS_PROFILE: profile, AWS_REGION: region } = env;
  const endpoint = process.env.AWS_ENDPOINT_URL_SQS ?? process.env.AWS_ENDPOINT_URL;
  const connection = await connectExternal(place, { profile: variables.AWS_PROFILE, region, account, env });
  const queues = await findQueues(connection, names, hints[place.kind]);
  const streams = await Promise.all(
    Array.from(streamTriggers, async ([arn, { type }]) => [arn, await findStream(connection, type, arn)] as const),
  );
  const readers = (name: string) => functions.filter((each) => queuesOf(each).includes(name)).map(({ key }) => key);
  const streamReaders = (arn: string) =>
    functions.filter((each) => streamsOf(each).some(({ stream }) => stream.arn === arn)).map(({ key }) => key);
  const access: ExternalAccess = {
    source,
    region: connection.region,
    ...(place.kind === 'aws' && {
      account: connection.account,
      credentials: awsAccess(env, {}).credentials,
      ...(profile !== undefined && { profile }),
      ...(endpoint !== undefined && { endpoint: URL.parse(endpoint)?.origin ?? endpoint }),
    }),
    queues: queues.map((queue) => ({ ...queue, functions: readers(queue.name) })),
    streams: streams.map(([arn, { name, arn: found }]) => ({ name, arn: found, functions: streamReaders(arn) })),
    unread,
  };
  if (asks) await ask?.(access);
  return new ExternalSources({ connection, queues, streams: new Map(streams), access, wasShown: asks, activity, emit });
}

function queuesOf({ triggers }: FunctionSetup): readonly string[] {
  return triggers.filter(isQueueTrigger).map(({ queue }) => queue.name);
}

function streamsOf({ triggers }: FunctionSetup) {
  return triggers.filter(isStreamTrigger);
}

function unreadOf({ key, triggers }: FunctionSetup): ExternalAccess['unread'] {
  return triggers.flatMap(({ name, type }) => {
    const reason = findObstacle(type);
    return reason === undefined ? [] : [{ function: key, trigger: name, reason }];
  });
}
