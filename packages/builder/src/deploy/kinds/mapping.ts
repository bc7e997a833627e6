import {
  CreateEventSourceMappingCommand,
  DeleteEventSourceMappingCommand,
  type EventSourceMappingConfiguration,
  type EventSourcePosition,
  GetAliasCommand,
  GetEventSourceMappingCommand,
  LambdaClient,
  ListTagsCommand,
  paginateListEventSourceMappings,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { unlessAbsent } from '../../aws/absence.ts';
import { arnOf } from '../../aws/arn.ts';
import { AwsError, type ServiceError } from '../../aws/aws-error.ts';
import type { Aws } from '../../aws/connection.ts';
import { waitFor, whileTooEarly } from '../../aws/patience.ts';
import { changeTags } from '../given-tags.ts';
import { projectTag, type Tags } from '../ownership.ts';
import type { Found, Kind, Site } from '../resource.ts';

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
  async read(site, source, wanted): Promise<Found<MappingSettings> | undefined> {
    const found = await find(site, source);
    if (found?.UUID === undefined) return undefined;
    if (found.State === 'Deleting') return await untilGone(site.aws, found.UUID);
    const tags = await tagsOfMapping(site.aws, found);
    const settings = settingsOf(found);
    if (wanted?.function !== undefined && (await isOfAlias(site, found, wanted.function))) {
      settings.function = wanted.function;
    }
    return {
      // Where AWS tells no tags, only sources that are ours or that the configuration names are asked for.
      owner: tags === undefined ? site.project : tags[projectTag],
      settings: tags === undefined ? settings : { ...settings, tags },
      attributes: { id: found.UUID, state: found.State ?? '' },
    };
  },

  async create(site, source, settings) {
    const { aws } = site;
    const create = new CreateEventSourceMappingCommand({
      EventSourceArn: source,
      FunctionName: shortName(site, settings.function),
      ...(settings.startingPosition === undefined
        ? {}
        : { StartingPosition: settings.startingPosition as EventSourcePosition }), // validated with the configuration
      ...parametersOf(source, settings),
      Tags: settings.tags,
    });
    const made = await whileTooEarly(() => aws.client(LambdaClient).send(create), isTooEarly, aws.pause);
    await untilSettled(aws, made.UUID);
    return {};
  },

  async update(site, source, settings, { found, changed }) {
    const { aws } = site;
    const UUID = found.attributes.id;
    const update = new UpdateEventSourceMappingCommand({
      UUID,
      FunctionName: shortName(site, settings.function),
      ...parametersOf(source, settings),
      ...(settings.maximumConcurrency === null ? { ScalingConfig: {} } : {}), // takes the limit away
    });
    await whileTooEarly(() => aws.client(LambdaClient).send(update), isTooEarly, aws.pause);
    await untilSettled(aws, UUID);
    if (changed.has('tags')) {
      const Resource = arnOf(aws, 'lambda', `event-source-mapping:${UUID}`);
      const lambda = aws.client(LambdaClient);
      await changeTags(found.settings.tags, settings.tags, {
        tag: (Tags) => lambda.send(new TagResourceCommand({ Resource, Tags })),
        untag: (TagKeys) => lambda.send(new UntagResourceCommand({ Resource, TagKeys })),
      });
    }
    return {};
  },

  async remove({ aws }, _source, { attributes }) {
    const remove = new DeleteEventSourceMappingCommand({ UUID: attributes.id });
    await whileTooEarly(() => aws.client(LambdaClient).send(remove), isTooEarly, aws.pause);
  },
};

/** The mapping of a source that reads it for our function. */
async function find(site: Site, source: string): Promise<EventSourceMappingConfiguration | undefined> {
  const arn = arnOf(site.aws, 'lambda', `function:${site.functionName}`);
  const mappings = await list(site.aws, { EventSourceArn: source });
  const ofFunction = mappings.filter(({ FunctionArn }) => FunctionArn === arn || FunctionArn?.startsWith(`${arn}:`));
  if (ofFunction.length === 1) return ofFunction[0];
  // Somebody else may have made one for another alias. Or our function had another name: then its mapping is taken along,
  // with its place in the stream.
  for (const mapping of ofFunction.length > 0 ? ofFunction : mappings) if (await isOurs(site, mapping)) return mapping;
  return ofFunction[0];
}

/** Emulators of AWS tell an alias's mapping by the version that the alias is on, or was on when the mapping was made. */
async function isOfAlias(site: Site, { UUID, FunctionArn }: EventSourceMappingConfiguration, wanted: string) {
  const [, alias] = wanted.split(`:${site.functionName}:`);
  if (alias === undefined || FunctionArn === wanted) return false;
  const mappings = await unlessAbsent(list(site.aws, { FunctionName: wanted }));
  if (mappings?.some((mapping) => mapping.UUID === UUID)) return true;
  const ask = new GetAliasCommand({ FunctionName: site.functionName, Name: alias });
  const found = await unlessAbsent(site.aws.client(LambdaClient).send(ask));
  return FunctionArn === arnOf(site.aws, 'lambda', `function:${site.functionName}:${found?.FunctionVersion}`);
}

/** Whether a mapping carries our tag, or, where AWS has no tags for mappings, its function does. */
async function isOurs({ aws, project }: Site, found: EventSourceMappingConfiguration): Promise<boolean> {
  const Resource = found.EventSourceMappingArn ?? found.FunctionArn?.split(':').slice(0, 7).join(':'); // no alias
  const answer = await unlessAbsent(aws.client(LambdaClient).send(new ListTagsCommand({ Resource })));
  return answer?.Tags?.[projectTag] === project;
}

/** A function without an alias by its name, as people and the console call it. */
function shortName({ aws, functionName }: Site, arn: string): string {
  return arn === arnOf(aws, 'lambda', `function:${functionName}`) ? functionName : arn;
}

/** The mappings of a source, of a function, or of both. */
async function list(
  aws: Aws,
  filter: { EventSourceArn?: string; FunctionName?: string },
): Promise<EventSourceMappingConfiguration[]> {
  const mappings: EventSourceMappingConfiguration[] = [];
  for await (const page of paginateListEventSourceMappings({ client: aws.client(LambdaClient) }, filter)) {
    mappings.push(...(page.EventSourceMappings ?? []));
  }
  return mappings;
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

async function untilSettled(aws: Aws, UUID: string | undefined): Promise<void> {
  const settled = await waitFor(async () => {
    const { State } = await aws.client(LambdaClient).send(new GetEventSourceMappingCommand({ UUID }));
    return State === 'Enabled' || State === 'Disabled' ? State : undefined;
  }, aws.pause);
  if (settled === undefined) throw new AwsError(`the event source mapping ${UUID} is not set up after five minutes`);
}

async function untilGone(aws: Aws, UUID: string): Promise<undefined> {
  const gone = await waitFor(async () => {
    const found = await unlessAbsent(aws.client(LambdaClient).send(new GetEventSourceMappingCommand({ UUID })));
    return found === undefined ? true : undefined;
  }, aws.pause);
  if (gone === undefined) throw new AwsError(`the event source mapping ${UUID} is not gone after five minutes`);
}

/** The role's policies take a while to be known to Lambda, and a mapping that is being changed can't be changed again. */
function isTooEarly({ name, message }: ServiceError): boolean {
  if (name === 'ResourceInUseException') return true;
  return (
    name === 'InvalidParameterValueException' &&
    /execution role does not have permissions|cannot be assumed|ensure the role can perform/i.test(message)
  );
}
