import {
  type EventSourceMappingConfiguration,
  LambdaClient,
  paginateListEventSourceMappings,
} from '@aws-sdk/client-lambda';
import { arnOf } from '../../../aws/arn.ts';
import type { Aws } from '../../../aws/connection.ts';

// Two variables tell the runtime about settings of other resources, which it cannot see. If they do not match, a failed
// message counts as done, or a client gets a response that it cannot read. So these variables are not part of a
// function's environment here, but settings of their own, which follow those resources.

/** The ARNs of the sources whose event source mapping accepts a report of failed records, separated by commas. */
const PARTIAL_BATCH_RESPONSE = 'ALR_PARTIAL_BATCH_RESPONSE';

/** The invoke mode of the function URL. */
const INVOKE_MODE = 'ALR_INVOKE_MODE';

/** The id of the function's role, if that is another role than the function was created with; see `role-mark`. */
const ROLE_ID = 'ALR_ROLE_ID';

/** The variables of a function, without the coupled ones, and those. */
export interface SplitVariables {
  readonly environment: Readonly<Record<string, string>>;
  /** Sorted. A function reports failed records to these sources. */
  readonly partialBatchResponse: readonly string[];
  readonly invokeMode: string | null;
  readonly roleMark?: string | undefined;
}

/** Takes the coupled variables out of the environment of a function. */
export function splitVariables(variables: Readonly<Record<string, string>> = {}): SplitVariables {
  const {
    [PARTIAL_BATCH_RESPONSE]: sources = '',
    [INVOKE_MODE]: invokeMode = null,
    [ROLE_ID]: roleMark,
    ...environment
  } = variables;
  return {
    environment,
    partialBatchResponse: sources
      .split(/[\s,]+/)
      .filter((source) => source !== '')
      .sort(),
    invokeMode,
    ...(roleMark === undefined ? {} : { roleMark }),
  };
}

/** Reverses {@link splitVariables}. */
export function joinVariables({
  environment,
  partialBatchResponse,
  invokeMode,
  roleMark,
}: SplitVariables): Record<string, string> {
  return {
    ...environment,
    ...(partialBatchResponse.length === 0 ? {} : { [PARTIAL_BATCH_RESPONSE]: partialBatchResponse.join(',') }),
    ...(invokeMode === null ? {} : { [INVOKE_MODE]: invokeMode }),
    ...(roleMark === undefined ? {} : { [ROLE_ID]: roleMark }),
  };
}

/** Whether a function with these variables reports failed records of a source. `true` stands for every source. */
export function reportsFailures({ partialBatchResponse }: SplitVariables, source: string): boolean {
  return partialBatchResponse.some((each) => each === source || each.toLowerCase() === 'true');
}

/** An event source mapping of a function, whoever made it. */
export interface MappingSummary {
  readonly id: string;
  /** The ARN of the queue or stream. */
  readonly source: string;
  /** The ARN of the function, of its alias or of a version. */
  readonly functionArn: string;
  /** Whether it accepts a report of failed records. */
  readonly reports: boolean;
}

/**
 * Lists all mappings of a function, of its aliases and of its versions. Listing them by function would leave out those
 * of its versions, so all of the region are listed.
 */
export async function mappingsOfFunction(aws: Aws, functionName: string): Promise<MappingSummary[]> {
  const arn = arnOf(aws, 'lambda', `function:${functionName}`);
  const mappings: MappingSummary[] = [];
  for await (const page of paginateListEventSourceMappings({ client: aws.client(LambdaClient) }, {})) {
    for (const each of page.EventSourceMappings ?? []) {
      const isOfFunction = each.FunctionArn === arn || each.FunctionArn?.startsWith(`${arn}:`);
      if (isOfFunction && each.State !== 'Deleting' && each.EventSourceArn !== undefined) {
        mappings.push({
          id: each.UUID ?? '',
          source: each.EventSourceArn,
          functionArn: each.FunctionArn ?? '',
          reports: acceptsReports(each),
        });
      }
    }
  }
  return mappings.sort((a, b) => (a.id < b.id ? -1 : 1));
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
