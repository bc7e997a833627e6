import {
  GetAliasCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  paginateListVersionsByFunction,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { nameOf, parseArn } from '../../../aws/arn.ts';
import type { Aws } from '../../../aws/connection.ts';
import { undefinedIfNotFound } from '../../../aws/not-found.ts';
import { pollUntilDefined } from '../../../aws/retry-until-consistent.ts';
import { ExpectedError } from '../../../terminal/expected-error.ts';
import { invokedVersions } from '../function/alias.ts';
import { reportsFailures, splitVariables } from '../function/coupled-variables.ts';
import { queueUrl } from './queue-url.ts';

// A function that reports failed records to a mapping that ignores the report loses them. So a mapping stops accepting
// reports only after the function has stopped sending them, and starts accepting them before.

/** A mapping cannot ignore reports of failed records, because the function still sends them. */
export class FailureReportError extends ExpectedError {
  override get name(): string {
    return 'FailureReportError';
  }
}

/** Another deployment may be about to change the function. */
const WAIT_MS = 30_000;

/**
 * Waits until a function reports no failed records of a source.
 *
 * @param functionArn the ARN of the function, of its alias or of a version
 * @throws {FailureReportError} it still does
 */
export async function waitUntilSilent(aws: Aws, source: string, functionArn: string): Promise<void> {
  const isSilent = await pollUntilDefined(
    async () => ((await sendsReports(aws, source, functionArn)) ? undefined : true),
    aws.pause,
    WAIT_MS,
  );
  if (isSilent) return;
  throw new FailureReportError(
    `${functionArn} reports failed records of ${source}, which would be lost: change the function first, with ` +
      'alr-builder apply',
  );
}

/**
 * Waits until the invocations that began before a function stopped reporting have ended, because they may still report
 * failed records. If no message of a queue is in flight, there is none; otherwise that takes as long as an invocation can.
 */
export async function waitForInvocations(aws: Aws, source: string, functionArn: string): Promise<void> {
  const milliseconds = 1_000 * (await longestTimeout(aws, functionArn.split(':')[6] ?? ''));
  const isIdle = async () => ((await hasMessagesInFlight(aws, source)) ? undefined : true);
  if (parseArn(source)?.service === 'sqs') await pollUntilDefined(isIdle, aws.pause, milliseconds);
  else await aws.pause(milliseconds);
}

/** The longest timeout of a function and its versions, in seconds. */
async function longestTimeout(aws: Aws, FunctionName: string): Promise<number> {
  let longest = 0;
  for await (const { Versions = [] } of paginateListVersionsByFunction(
    { client: aws.client(LambdaClient) },
    { FunctionName },
  )) {
    longest = Math.max(longest, ...Versions.map(({ Timeout = 0 }) => Timeout));
  }
  return longest;
}

async function hasMessagesInFlight(aws: Aws, source: string): Promise<boolean> {
  const QueueUrl = await queueUrl(aws, nameOf(source));
  if (QueueUrl === undefined) return false;
  const get = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessagesNotVisible'] });
  const { Attributes } = await aws.client(SQSClient).send(get);
  return Number(Attributes?.ApproximateNumberOfMessagesNotVisible ?? 0) > 0;
}

/**
 * Lets a mapping accept reports again if another deployment has made the function send them in the meantime.
 *
 * @throws {FailureReportError} that is the case
 */
export async function keepReports(
  aws: Aws,
  Uuid: string | undefined,
  source: string,
  functionArn: string,
): Promise<void> {
  if (!(await sendsReports(aws, source, functionArn))) return;
  const FunctionResponseTypes = ['ReportBatchItemFailures' as const];
  await aws.client(LambdaClient).send(new UpdateEventSourceMappingCommand({ UUID: Uuid, FunctionResponseTypes }));
  throw new FailureReportError(
    `another deployment makes ${functionArn} report failed records of ${source}: run the command again when it is done`,
  );
}

/** Whether a function, or any version that its alias invokes, reports failed records of a source. */
async function sendsReports(aws: Aws, source: string, functionArn: string): Promise<boolean> {
  const [name = '', qualifier] = functionArn.split(':').slice(6);
  for (const Qualifier of await versionsOf(aws, name, qualifier)) {
    const get = new GetFunctionConfigurationCommand({ FunctionName: name, Qualifier });
    const configuration = await undefinedIfNotFound(aws.client(LambdaClient).send(get));
    if (reportsFailures(splitVariables(configuration?.Environment?.Variables), source)) return true;
  }
  return false;
}

/** The versions that an alias invokes; for a function or a version, only that. */
async function versionsOf(
  aws: Aws,
  FunctionName: string,
  qualifier: string | undefined,
): Promise<(string | undefined)[]> {
  if (qualifier === undefined || /^(\$LATEST|\d+)$/.test(qualifier)) return [qualifier];
  const get = new GetAliasCommand({ FunctionName, Name: qualifier });
  const alias = await undefinedIfNotFound(aws.client(LambdaClient).send(get));
  return alias === undefined ? [] : invokedVersions(alias);
}
