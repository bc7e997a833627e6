import {
  CreateEventSourceMappingCommand,
  DeleteEventSourceMappingCommand,
  type EventSourceMappingConfiguration,
  type EventSourcePosition,
  GetEventSourceMappingCommand,
  LambdaClient,
  ListTagsCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { arnOf } from '../../../aws/arn.ts';
import { AwsError } from '../../../aws/aws-error.ts';
import type { Aws } from '../../../aws/connection.ts';
import { undefinedIfNotFound } from '../../../aws/not-found.ts';
import { pollUntilDefined } from '../../../aws/retry-until-consistent.ts';
import { updateTags } from '../../resource/configured-tags.ts';
import { ownerOf } from '../../resource/identity.ts';
import type { ActualResource, DeploymentTarget, Kind } from '../../resource/resource.ts';
import type { Tags } from '../../resource/tags.ts';
import { findMapping, isOfAlias } from './find-mapping.ts';

/** How Lambda reads a queue or a stream for the function. A setting that does not apply to the source is undefined. */
export interface MappingSettings {
  /** The ARN of the function or of its alias. */
  readonly function: string;
  readonly batchSize: number;
  /** Seconds. */
  readonly batchWindow: number;
  /** Whether the function reports which records failed, so that Lambda retries only those. */
  readonly partialBatchResponse: boolean;
  /** Queues only; null: no limit. */
  readonly maximumConcurrency?: number | null;
  /** Streams only. It has an effect only when the mapping is created. */
  readonly startingPosition?: string;
  /** Streams only. */
  readonly bisect?: boolean;
  /** Streams only; -1: until the records expire. */
  readonly retries?: number;
  readonly tags: Tags;
}

/** An event source mapping of the function. The resource's name is the ARN of the queue or stream. */
export const mapping: Kind<MappingSettings> = {
  async read(target, source, desired): Promise<ActualResource<MappingSettings> | undefined> {
    const existing = await findMapping(target, source);
    if (existing?.UUID === undefined) return undefined;
    if (existing.State === 'Deleting') return waitUntilDeleted(target.aws, existing.UUID);
    const tags = await tagsOfMapping(target.aws, existing);
    const settings = settingsOf(existing);
    if (desired?.function !== undefined && (await isOfAlias(target, existing, desired.function))) {
      settings.function = desired.function;
    }
    return {
      // Without tags for mappings, only our sources and those in the configuration are looked at, so it is ours.
      owner: tags === undefined ? target.identity : ownerOf(tags),
      settings: tags === undefined ? settings : { ...settings, tags },
      attributes: { id: existing.UUID, state: existing.State ?? '' },
    };
  },

  async create(target, source, settings) {
    const { aws } = target;
    const create = new CreateEventSourceMappingCommand({
      EventSourceArn: source,
      FunctionName: shortName(target, settings.function),
      ...(settings.startingPosition === undefined
        ? {}
        : // The configuration has been validated.
          { StartingPosition: settings.startingPosition as EventSourcePosition }),
      ...parametersOf(source, settings),
      Tags: settings.tags,
    });
    const created = await aws.client(LambdaClient).send(create);
    await waitUntilSettled(aws, created.UUID);
    return {};
  },

  async update(target, source, settings, { actual, changed }) {
    const { aws } = target;
    const uuid = actual.attributes.id;
    const update = new UpdateEventSourceMappingCommand({
      UUID: uuid,
      FunctionName: shortName(target, settings.function),
      ...parametersOf(source, settings),
      // An empty object removes the limit.
      ...(settings.maximumConcurrency === null ? { ScalingConfig: {} } : {}),
    });
    await aws.client(LambdaClient).send(update);
    await waitUntilSettled(aws, uuid);
    if (changed.has('tags')) {
      const Resource = arnOf(aws, 'lambda', `event-source-mapping:${uuid}`);
      const lambda = aws.client(LambdaClient);
      await updateTags(actual.settings.tags, settings.tags, {
        tag: (Tags) => lambda.send(new TagResourceCommand({ Resource, Tags })),
        untag: (TagKeys) => lambda.send(new UntagResourceCommand({ Resource, TagKeys })),
      });
    }
    return {};
  },

  async remove({ aws }, _source, { attributes }) {
    const remove = new DeleteEventSourceMappingCommand({ UUID: attributes.id });
    await aws.client(LambdaClient).send(remove);
  },
};

/** Shortens the ARN of the function to its name, which is what the console shows; the ARN of an alias stays. */
function shortName({ aws, functionName }: DeploymentTarget, arn: string): string {
  return arn === arnOf(aws, 'lambda', `function:${functionName}`) ? functionName : arn;
}

/** The tags of a mapping; undefined if the region has no tags for mappings. */
async function tagsOfMapping(aws: Aws, mapping: EventSourceMappingConfiguration): Promise<Tags | undefined> {
  const { EventSourceMappingArn } = mapping;
  if (EventSourceMappingArn === undefined) return undefined;
  return (await aws.client(LambdaClient).send(new ListTagsCommand({ Resource: EventSourceMappingArn }))).Tags ?? {};
}

function settingsOf(mapping: EventSourceMappingConfiguration): {
  -readonly [Key in keyof MappingSettings]?: MappingSettings[Key];
} {
  return {
    function: mapping.FunctionArn ?? '',
    batchSize: mapping.BatchSize ?? 0,
    batchWindow: mapping.MaximumBatchingWindowInSeconds ?? 0,
    partialBatchResponse: mapping.FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? false,
    maximumConcurrency: mapping.ScalingConfig?.MaximumConcurrency ?? null,
    bisect: mapping.BisectBatchOnFunctionError ?? false,
    retries: mapping.MaximumRetryAttempts ?? -1,
  };
}

function parametersOf(source: string, settings: MappingSettings) {
  return {
    BatchSize: settings.batchSize,
    // FIFO queues have no batch window.
    ...(source.endsWith('.fifo') ? {} : { MaximumBatchingWindowInSeconds: settings.batchWindow }),
    FunctionResponseTypes: settings.partialBatchResponse ? (['ReportBatchItemFailures'] as const).slice() : [],
    ...(settings.maximumConcurrency ? { ScalingConfig: { MaximumConcurrency: settings.maximumConcurrency } } : {}),
    ...(settings.bisect === undefined ? {} : { BisectBatchOnFunctionError: settings.bisect }),
    ...(settings.retries === undefined ? {} : { MaximumRetryAttempts: settings.retries }),
  };
}

async function waitUntilSettled(aws: Aws, uuid: string | undefined): Promise<void> {
  const settled = await pollUntilDefined(async () => {
    const { State } = await aws.client(LambdaClient).send(new GetEventSourceMappingCommand({ UUID: uuid }));
    return State === 'Enabled' || State === 'Disabled' ? State : undefined;
  }, aws.pause);
  if (settled === undefined)
    throw new AwsError(`event source mapping ${uuid} is not in effect after five minutes: run the command again later`);
}

async function waitUntilDeleted(aws: Aws, uuid: string): Promise<undefined> {
  const isDeleted = await pollUntilDefined(async () => {
    const existing = await undefinedIfNotFound(
      aws.client(LambdaClient).send(new GetEventSourceMappingCommand({ UUID: uuid })),
    );
    return existing === undefined ? true : undefined;
  }, aws.pause);
  if (isDeleted === undefined)
    throw new AwsError(`event source mapping ${uuid} is not deleted after five minutes: run the command again later`);
}
