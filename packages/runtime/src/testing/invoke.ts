import { randomUUID } from 'node:crypto';
import type { ClientContext, CognitoIdentity, ContextEnvironment } from '@alr/context';
import type { HttpResponse } from '@alr/writer';
import type { DescribedError } from '../errors/error-report.ts';
import { readEnvironment } from '../platform/environment.ts';
import { type Platform, processPlatform } from '../platform/platform.ts';
import type { Runtime } from '../runtime.ts';
import { OVERRIDE_PLATFORM, protocolVersion } from '../start/brand.ts';
import { type PlainFunction, runFunction } from '../start/function-adapter.ts';
import { type LoggedRecord, RecordingTarget } from './recording-target.ts';
import { type RecordedReply, RecordingTransport } from './recording-transport.ts';
import { readStream } from './streamed-reply.ts';

const DEFAULT_TIMEOUT_MS = 30_000;
const DEFAULT_ARN = 'arn:aws:lambda:us-east-1:123456789012:function:test';

/** What can be invoked: a class that extends `Runtime`, an instance of one, or a plain function. */
export type Invocable = (new () => Runtime) | Runtime | ((...args: never[]) => unknown);

/** What the context of the invocation says; what is left out has a default fit for a test. */
export interface TestContext {
  readonly awsRequestId?: string;
  readonly functionName?: string;
  readonly functionVersion?: string;
  readonly invokedFunctionArn?: string;
  readonly memoryLimitInMB?: string;
  readonly logGroupName?: string;
  readonly logStreamName?: string;
  /** When the invocation times out, in ms since the epoch; default: in 30 s. */
  readonly deadlineMs?: number;
  readonly traceId?: string;
  readonly tenantId?: string;
  readonly clientContext?: ClientContext;
  readonly identity?: CognitoIdentity;
}

/** How the invocation is set up. */
export interface InvokeOptions {
  readonly context?: TestContext;
  /** Environment variables for the time of the invocation; undefined unsets one. Don't run two such invocations at once. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** What came of the invocation. */
export interface InvokeResult {
  /** The response as it is sent, where it isn't streamed. */
  readonly reply: string | undefined;
  /** The chunks of a streamed response, one for each write. */
  readonly chunks: readonly Buffer[];
  /** The content type of a streamed response. */
  readonly contentType: string | undefined;
  /** Status, headers and cookies, where a streamed response has set them. */
  readonly httpResponse: HttpResponse | undefined;
  /** How the function failed: by throwing, in `init`, or in the middle of its stream. */
  readonly error: DescribedError | undefined;
  readonly logs: readonly LoggedRecord[];
}

/**
 * Runs one invocation in this process, through the same code that runs it on Lambda: `init`, the handler, the reply.
 *
 * @example
 * const { reply } = await invoke(MyLambda, { name: 'Ada' });
 * expect(reply).toBe('{"message":"Hello, Ada!"}');
 */
export async function invoke(target: Invocable, event: unknown, options: InvokeOptions = {}): Promise<InvokeResult> {
  const { context = {}, env = {} } = options;
  // The runtime sets the trace of the invocation there.
  const restoreEnvironment = setEnvironment({ _X_AMZN_TRACE_ID: undefined, ...env });
  try {
    const transport = new RecordingTransport(JSON.stringify(event) ?? 'null', headersOf(context));
    const logs: LoggedRecord[] = [];
    const running = start(target, transport, logs, context);
    // It ends by itself only where it can't begin.
    running.catch((error: unknown) => transport.fail(error));
    return { ...describeReply(await transport.finished), logs };
  } finally {
    restoreEnvironment();
  }
}

async function start(
  target: Invocable,
  transport: RecordingTransport,
  logs: LoggedRecord[],
  context: TestContext,
): Promise<void> {
  const environment = readEnvironment();
  const overrides: Partial<Platform> = {
    environment,
    contextEnvironment: contextEnvironmentOf(context),
    connect: () => transport,
    logTarget: new RecordingTarget(environment.logLevel, logs),
    ownsProcess: false,
    exit: () => transport.exited(),
  };
  if (protocolVersion(target) === undefined) {
    return runFunction(target as PlainFunction, { ...processPlatform(environment), ...overrides });
  }
  const runtime = typeof target === 'function' ? new (target as new () => Runtime)() : target;
  runtime[OVERRIDE_PLATFORM](overrides);
  return runtime.run();
}

function describeReply(reply: RecordedReply): Omit<InvokeResult, 'logs'> {
  const nothing = { reply: undefined, chunks: [], contentType: undefined, httpResponse: undefined, error: undefined };
  switch (reply.kind) {
    case 'none':
      return nothing;
    case 'buffered':
      return { ...nothing, reply: reply.body };
    case 'error':
      return { ...nothing, error: JSON.parse(reply.body) as DescribedError };
    case 'streamed':
      return { ...nothing, ...readStream(reply) };
  }
}

function headersOf(context: TestContext): Record<string, string | undefined> {
  return {
    'lambda-runtime-aws-request-id': context.awsRequestId ?? randomUUID(),
    'lambda-runtime-deadline-ms': String(context.deadlineMs ?? Date.now() + DEFAULT_TIMEOUT_MS),
    'lambda-runtime-invoked-function-arn': context.invokedFunctionArn ?? DEFAULT_ARN,
    'lambda-runtime-trace-id': context.traceId,
    'lambda-runtime-aws-tenant-id': context.tenantId,
    'lambda-runtime-client-context': context.clientContext && JSON.stringify(context.clientContext),
    'lambda-runtime-cognito-identity': context.identity && JSON.stringify(context.identity),
  };
}

function contextEnvironmentOf(context: TestContext): ContextEnvironment {
  return {
    AWS_LAMBDA_FUNCTION_NAME: context.functionName ?? 'test',
    AWS_LAMBDA_FUNCTION_VERSION: context.functionVersion ?? '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: context.memoryLimitInMB ?? '128',
    AWS_LAMBDA_LOG_GROUP_NAME: context.logGroupName ?? '/aws/lambda/test',
    AWS_LAMBDA_LOG_STREAM_NAME: context.logStreamName ?? 'test',
  };
}

/** Sets variables, and returns what puts the former values back. */
function setEnvironment(variables: Readonly<Record<string, string | undefined>>): () => void {
  const before = Object.fromEntries(Object.keys(variables).map((name) => [name, process.env[name]]));
  const set = (values: Readonly<Record<string, string | undefined>>) => {
    for (const [name, value] of Object.entries(values)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
  set(variables);
  return () => set(before);
}
