import {
  type EventSourceMappingConfiguration,
  LambdaClient,
  paginateListEventSourceMappings,
} from '@aws-sdk/client-lambda';
import type { Aws } from '../../../aws/connection.ts';
import { isOfFunction } from './function-tags.ts';

/** Which event source mappings to list: those of a source, of a function or alias, or of both; by default, all. */
export interface MappingFilter {
  readonly EventSourceArn?: string;
  /** A name or an ARN. */
  readonly FunctionName?: string;
}

/** Lists the event source mappings of the region. */
export async function listMappings(aws: Aws, filter: MappingFilter): Promise<EventSourceMappingConfiguration[]> {
  const { EventSourceArn, FunctionName } = filter;
  if (aws.cachesReads && EventSourceArn !== undefined && FunctionName === undefined) {
    return (await listMappings(aws, {})).filter((mapping) => mapping.EventSourceArn === EventSourceArn);
  }
  const mappings: EventSourceMappingConfiguration[] = [];
  for await (const page of paginateListEventSourceMappings({ client: aws.client(LambdaClient) }, filter)) {
    mappings.push(...(page.EventSourceMappings ?? []));
  }
  return mappings;
}

/** An event source mapping of a function, whoever made it. */
export interface MappingSummary {
  readonly id: string;
  /** The ARN of the queue or stream. */
  readonly source: string;
  /** The ARN of the function, of its alias or of a version. */
  readonly invoked: string;
  /** Whether it accepts a report of failed records. */
  readonly reports: boolean;
}

/**
 * Lists all mappings of a function, of its aliases and of its versions. Listing them by function would leave out those
 * of its versions, so all of the region are listed.
 */
export async function mappingsOfFunction(aws: Aws, functionName: string): Promise<MappingSummary[]> {
  const all = await listMappings(aws, {});
  return all
    .filter(({ FunctionArn, State }) => isOfFunction({ aws, functionName }, FunctionArn) && State !== 'Deleting')
    .flatMap((mapping): MappingSummary[] => {
      const { UUID: id = '', EventSourceArn: source, FunctionArn: invoked = '' } = mapping;
      return source === undefined ? [] : [{ id, source, invoked, reports: acceptsReports(mapping) }];
    })
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Whether a mapping accepts a report of failed records. */
export function acceptsReports({ FunctionResponseTypes }: EventSourceMappingConfiguration): boolean {
  return FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? false;
}

/** The sources for which no mapping ignores a report of failed records. */
export function withoutSilent(sources: readonly string[], mappings: readonly MappingSummary[]): string[] {
  const silent = new Set(mappings.filter(({ reports }) => !reports).map(({ source }) => source));
  return sources.filter((source) => !silent.has(source));
}
