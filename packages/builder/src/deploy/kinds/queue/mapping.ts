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
import { canonicalText } from '../../../events/patterns/canonical-json.ts';
import { updateTags } from '../../resource/configured-tags.ts';
import { confirmedTags } from '../../resource/confirmed-tags.ts';
import { ownerOf } from '../../resource/identity.ts';
import type { ActualResource, DeploymentTarget, Kind } from '../../resource/resource.ts';
import type { Tags } from '../../resource/tags.ts';
import { acceptsReports } from '../function/event-source-mappings.ts';
import { functionArn, readFunctionOwner } from '../function/function-tags.ts';
import { keepReports, waitForInvocations, waitUntilSilent } from './failure-reports.ts';
import { findMapping, isOfAlias } from './find-mapping.ts';
import { removeMappingMark, writeMappingMark } from './mapping-mark.ts';

/** How Lambda reads a queue or a stream for the function. A setting that does not apply to the source is undefined. */
export interface MappingSettings {
  /** The ARN of the function or of its alias. */
  readonly function: string;
  readonly batchSize: number;
  /** Seconds. */
  readonly batchWindow: number;
  /** Whether the function reports which records failed, so that Lambda retries only those. */
  readonly partialBatchResponse: boolean;
  readonly enabled: boolean;
  /** Patterns of which a record must match one, as JSON in its canonical form; none: every record matches. */
  readonly filters: readonly string[];
  /** The ARN of what gets the records that failed for good; null: nothing. */
  readonly onFailure: string | null;
  /** Queues only; null: no limit. */
  readonly maximumConcurrency?: number | null;
  /** Streams only. It has an effect only when the mapping is created. */
  readonly startingPosition?: string;
  /** Streams only. */
  readonly bisect?: boolean;
  /** Streams only; -1: until the records expire. */
  readonly retries?: number;
  /** Streams only, in seconds; -1: until the records expire. */
  readonly maxAge?: number;
  readonly tags: Tags;
}

/** An event source mapping of the function. The resource's name is the ARN of the queue or stream. */
export const mapping: Kind<MappingSettings> = {
  async read(target, source, desired): Promise<ActualResource<MappingSettings> | undefined> {
    const existing = await findMapping(target, source);
    if (existing?.UUID === undefined) return undefined;
    if (existing.State === 'Deleting') return waitUntilDeleted(target.aws, existing.UUID);
    const tags = await tagsOfMapping(target.aws, existing, desired);
    const settings = settingsOf(existing);
    if (desired?.function !== undefined && (await isOfAlias(target, existing, desired.function))) {
      settings.function = desired.function;
    }
    return {
      // Without tags for mappings, its owner is that of the function.
      owner: tags === undefined ? await readFunctionOwner(target, existing.FunctionArn) : ownerOf(tags),
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
    if (!settings.partialBatchResponse) await waitUntilSilent(aws, source, settings.function);
    await writeMappingMark(target, source);
    const created = await aws.client(LambdaClient).send(create);
    if (created.EventSourceMappingArn !== undefined) await removeMappingMark(target, source);
    await waitUntilSettled(aws, created.UUID);
    return {};
  },

  async update(target, source, settings, { actual, changed }) {
    const { aws } = target;
    const uuid = actual.attributes.id;
    const put = async (parameters: object) => {
      if (Object.keys(parameters).length === 0) return;
      await aws.client(LambdaClient).send(new UpdateEventSourceMappingCommand({ UUID: uuid, ...parameters }));
      await waitUntilSettled(aws, uuid);
    };
    const { FunctionResponseTypes, ...parameters } = parametersOf(source, settings, changed);
    // The mark of a mapping without tags moves with it to the function's new name.
    if (changed.has('function') && actual.settings.tags === undefined) await writeMappingMark(target, source);
    const invoked = changed.has('function') ? { FunctionName: shortName(target, settings.function) } : {};
    if (FunctionResponseTypes === undefined || settings.partialBatchResponse) {
      await put({ ...parameters, ...invoked, ...(FunctionResponseTypes && { FunctionResponseTypes }) });
    } else {
      // A former function may still report failed records, so the mapping ignores them only after it invokes another one.
      await put({ ...parameters, ...invoked });
      await waitUntilSilent(aws, source, settings.function);
      await waitForInvocations(aws, source, settings.function);
      await put({ FunctionResponseTypes });
      await keepReports(aws, uuid, source, settings.function);
    }
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

  async remove(target, source, { attributes }) {
    const { aws } = target;
    const remove = new DeleteEventSourceMappingCommand({ UUID: attributes.id });
    await aws.client(LambdaClient).send(remove);
    // Until then, it may still receive messages.
    if (attributes.id !== undefined) await waitUntilDeleted(aws, attributes.id);
    await removeMappingMark(target, source);
  },
};

/** Shortens the ARN of the function to its name, which is what the console shows; the ARN of an alias stays. */
function shortName(target: DeploymentTarget, arn: string): string {
  return arn === functionArn(target) ? target.functionName : arn;
}

/** The tags of a mapping; undefined if the region has no tags for mappings. */
async function tagsOfMapping(
  aws: Aws,
  { EventSourceMappingArn }: EventSourceMappingConfiguration,
  desired: Partial<MappingSettings> | undefined,
): Promise<Tags | undefined> {
  if (EventSourceMappingArn === undefined) return undefined;
  const confirmed = confirmedTags(aws, EventSourceMappingArn, desired);
  if (confirmed !== undefined) return confirmed;
  return (await aws.client(LambdaClient).send(new ListTagsCommand({ Resource: EventSourceMappingArn }))).Tags ?? {};
}

function settingsOf(mapping: EventSourceMappingConfiguration): {
  -readonly [Key in keyof MappingSettings]?: MappingSettings[Key];
} {
  return {
    function: mapping.FunctionArn ?? '',
    batchSize: mapping.BatchSize ?? 0,
    batchWindow: mapping.MaximumBatchingWindowInSeconds ?? 0,
    partialBatchResponse: acceptsReports(mapping),
    enabled: mapping.State !== 'Disabled' && mapping.State !== 'Disabling',
    filters: (mapping.FilterCriteria?.Filters ?? []).map(({ Pattern = '' }) => canonicalText(Pattern)),
    onFailure: mapping.DestinationConfig?.OnFailure?.Destination ?? null,
    maximumConcurrency: mapping.ScalingConfig?.MaximumConcurrency ?? null,
    bisect: mapping.BisectBatchOnFunctionError ?? false,
    retries: mapping.MaximumRetryAttempts ?? -1,
    maxAge: mapping.MaximumRecordAgeInSeconds ?? -1,
  };
}

const REPORTS = 'ReportBatchItemFailures' as const;

/** The parameters for some settings; by default, for all that are not defaults of AWS. What is not sent stays as it is. */
function parametersOf(source: string, settings: MappingSettings, changed?: ReadonlySet<string>) {
  const {
    batchSize,
    batchWindow,
    partialBatchResponse,
    enabled,
    filters,
    onFailure,
    maximumConcurrency,
    bisect,
    retries,
    maxAge,
  } = settings;
  const isSent = (setting: keyof MappingSettings, isDefault = false) => changed?.has(setting) ?? !isDefault;
  return {
    ...(isSent('batchSize') ? { BatchSize: batchSize } : {}),
    // FIFO queues have no batch window.
    ...(isSent('batchWindow') && !source.endsWith('.fifo') ? { MaximumBatchingWindowInSeconds: batchWindow } : {}),
    ...(isSent('partialBatchResponse') ? { FunctionResponseTypes: partialBatchResponse ? [REPORTS] : [] } : {}),
    ...(isSent('enabled', enabled) ? { Enabled: enabled } : {}),
    // An empty object removes the filters, or the limit.
    ...(isSent('filters', filters.length === 0) ? { FilterCriteria: filterCriteria(filters) } : {}),
    ...(isSent('onFailure', onFailure === null)
      ? { DestinationConfig: { OnFailure: onFailure === null ? {} : { Destination: onFailure } } }
      : {}),
    ...(maximumConcurrency !== undefined && isSent('maximumConcurrency', maximumConcurrency === null)
      ? { ScalingConfig: maximumConcurrency === null ? {} : { MaximumConcurrency: maximumConcurrency } }
      : {}),
    ...(bisect !== undefined && isSent('bisect') ? { BisectBatchOnFunctionError: bisect } : {}),
    ...(retries !== undefined && isSent('retries') ? { MaximumRetryAttempts: retries } : {}),
    ...(maxAge !== undefined && isSent('maxAge', maxAge === -1) ? { MaximumRecordAgeInSeconds: maxAge } : {}),
  };
}

function filterCriteria(filters: readonly string[]) {
  return filters.length === 0 ? {} : { Filters: filters.map((Pattern) => ({ Pattern })) };
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
