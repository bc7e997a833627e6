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
import { AwsError, type ServiceError } from '../../../aws/aws-error.ts';
import type { Aws } from '../../../aws/connection.ts';
import { undefinedIfNotFound } from '../../../aws/not-found.ts';
import { pollUntilDefined, retryUntilConsistent } from '../../../aws/retry-until-consistent.ts';
import { updateTags } from '../../resource/configured-tags.ts';
import { PROJECT_TAG, type Tags } from '../../resource/ownership.ts';
import type { ActualResource, DeploymentTarget, Kind } from '../../resource/resource.ts';
import { findMapping, isOfAlias } from './find-mapping.ts';

/** How Lambda reads a queue or a stream for the function. What is undefined doesn't apply to the source. */
export interface MappingSettings {
  /** The ARN of the function or of its alias. */
  readonly function: string;
  readonly batchSize: number;
  /** Seconds. */
  readonly batchWindow: number;
  /** Whether the function tells the records that failed, so that only those are tried again. */
  readonly partialBatchResponse: boolean;
  /** Queues only; null: not limited. */
  readonly maximumConcurrency?: number | null;
  /** Streams only. Counts once, when the mapping is made. */
  readonly startingPosition?: string;
  /** Streams only. */
  readonly bisect?: boolean;
  /** Streams only; -1: until the records expire. */
  readonly retries?: number;
  readonly tags: Tags;
}

/** An event source mapping of the function; its name is the ARN of what it reads. */
export const mapping: Kind<MappingSettings> = {
  async read(target, source, wanted): Promise<ActualResource<MappingSettings> | undefined> {
    const found = await findMapping(target, source);
    if (found?.UUID === undefined) return undefined;
    if (found.State === 'Deleting') return untilGone(target.aws, found.UUID);
    const tags = await tagsOfMapping(target.aws, found);
    const settings = settingsOf(found);
    if (wanted?.function !== undefined && (await isOfAlias(target, found, wanted.function))) {
      settings.function = wanted.function;
    }
    return {
      // Where AWS tells no tags, only sources that are ours or that the configuration names are asked for.
      owner: tags === undefined ? target.project : tags[PROJECT_TAG],
      settings: tags === undefined ? settings : { ...settings, tags },
      attributes: { id: found.UUID, state: found.State ?? '' },
    };
  },

  async create(target, source, settings) {
    const { aws } = target;
    const create = new CreateEventSourceMappingCommand({
      EventSourceArn: source,
      FunctionName: shortName(target, settings.function),
      ...(settings.startingPosition === undefined
        ? {}
        : // validated with the configuration
          { StartingPosition: settings.startingPosition as EventSourcePosition }),
      ...parametersOf(source, settings),
      Tags: settings.tags,
    });
    const made = await retryUntilConsistent(() => aws.client(LambdaClient).send(create), isTooEarly, aws.pause);
    await untilSettled(aws, made.UUID);
    return {};
  },

  async update(target, source, settings, { actual, changed }) {
    const { aws } = target;
    const Uuid = actual.attributes.id;
    const update = new UpdateEventSourceMappingCommand({
      UUID: Uuid,
      FunctionName: shortName(target, settings.function),
      ...parametersOf(source, settings),
      // takes the limit away
      ...(settings.maximumConcurrency === null ? { ScalingConfig: {} } : {}),
    });
    await retryUntilConsistent(() => aws.client(LambdaClient).send(update), isTooEarly, aws.pause);
    await untilSettled(aws, Uuid);
    if (changed.has('tags')) {
      const Resource = arnOf(aws, 'lambda', `event-source-mapping:${Uuid}`);
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
    await retryUntilConsistent(() => aws.client(LambdaClient).send(remove), isTooEarly, aws.pause);
  },
};

/** A function without an alias by its name, as people and the console call it. */
function shortName({ aws, functionName }: DeploymentTarget, arn: string): string {
  return arn === arnOf(aws, 'lambda', `function:${functionName}`) ? functionName : arn;
}

/** The mappings' own tags; undefined where AWS has none for mappings. */
async function tagsOfMapping(aws: Aws, found: EventSourceMappingConfiguration): Promise<Tags | undefined> {
  const { EventSourceMappingArn } = found;
  if (EventSourceMappingArn === undefined) return undefined;
  return (await aws.client(LambdaClient).send(new ListTagsCommand({ Resource: EventSourceMappingArn }))).Tags ?? {};
}

function settingsOf(found: EventSourceMappingConfiguration): {
  -readonly [Key in keyof MappingSettings]?: MappingSettings[Key];
} {
  return {
    function: found.FunctionArn ?? '',
    batchSize: found.BatchSize ?? 0,
    batchWindow: found.MaximumBatchingWindowInSeconds ?? 0,
    partialBatchResponse: found.FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? false,
    maximumConcurrency: found.ScalingConfig?.MaximumConcurrency ?? null,
    bisect: found.BisectBatchOnFunctionError ?? false,
    retries: found.MaximumRetryAttempts ?? -1,
  };
}

function parametersOf(source: string, settings: MappingSettings) {
  return {
    BatchSize: settings.batchSize,
    // A FIFO queue's mapping has no window.
    ...(source.endsWith('.fifo') ? {} : { MaximumBatchingWindowInSeconds: settings.batchWindow }),
    FunctionResponseTypes: settings.partialBatchResponse ? (['ReportBatchItemFailures'] as const).slice() : [],
    ...(settings.maximumConcurrency ? { ScalingConfig: { MaximumConcurrency: settings.maximumConcurrency } } : {}),
    ...(settings.bisect === undefined ? {} : { BisectBatchOnFunctionError: settings.bisect }),
    ...(settings.retries === undefined ? {} : { MaximumRetryAttempts: settings.retries }),
  };
}

async function untilSettled(aws: Aws, Uuid: string | undefined): Promise<void> {
  const settled = await pollUntilDefined(async () => {
    const { State } = await aws.client(LambdaClient).send(new GetEventSourceMappingCommand({ UUID: Uuid }));
    return State === 'Enabled' || State === 'Disabled' ? State : undefined;
  }, aws.pause);
  if (settled === undefined) throw new AwsError(`the event source mapping ${Uuid} is not set up after five minutes`);
}

async function untilGone(aws: Aws, Uuid: string): Promise<undefined> {
  const gone = await pollUntilDefined(async () => {
    const found = await undefinedIfNotFound(
      aws.client(LambdaClient).send(new GetEventSourceMappingCommand({ UUID: Uuid })),
    );
    return found === undefined ? true : undefined;
  }, aws.pause);
  if (gone === undefined) throw new AwsError(`the event source mapping ${Uuid} is not gone after five minutes`);
}

/** The role's policies take a while to be known to Lambda, and a mapping that is being changed can't be changed again. */
function isTooEarly({ name, message }: ServiceError): boolean {
  if (name === 'ResourceInUseException') return true;
  return (
    name === 'InvalidParameterValueException' &&
    /execution role does not have permissions|cannot be assumed|ensure the role can perform/i.test(message)
  );
}
