import { randomUUID } from 'node:crypto';
import type { ClientContext, CognitoIdentity, ContextEnvironment } from '@alr/context';
import type { HttpResponse } from '@alr/writer';
import type { DescribedError } from '../errors/describe-error.ts';
import { logThreshold, readEnvironment } from '../platform/environment.ts';
import { type Platform, processPlatform } from '../platform/platform.ts';
import type { Runtime } from '../runtime.ts';
import { invocationHeaders } from '../runtime-api/runtime-api.ts';
import { findRuntime } from '../start/as-handler.ts';
import { OVERRIDE_PLATFORM } from '../start/brand.ts';
import { type PlainFunction, runFunction } from '../start/function-adapter.ts';
import { type LoggedRecord, RecordingTarget } from './recording-target.ts';
import { type RecordedResponse, RecordingTransport } from './recording-transport.ts';
import { parseStream } from './streamed-response.ts';

const DEFAULT_TIMEOUT_MS = 30_000;
const DEFAULT_ARN = 'arn:aws:lambda:us-east-1:123456789012:function:test';

/** Something that can be invoked: a class that extends `Runtime`, an instance of one, or a plain function. */
export type Invocable = (new () => Runtime) | Runtime | ((...args: never[]) => unknown);

/** Members of the invocation's context. Each has a default that suits a test. */
export interface TestContext {
  readonly awsRequestId?: string;
  readonly functionName?: string;
  readonly functionVersion?: string;
  readonly invokedFunctionArn?: string;
  readonly memoryLimitInMB?: string;
  readonly logGroupName?: string;
  readonly logStreamName?: string;
  /** When the invocation times out, in milliseconds since the epoch. The default is in 30 seconds. */
  readonly deadlineMs?: number;
  readonly traceId?: string;
  readonly tenantId?: string;
  readonly clientContext?: ClientContext;
  readonly identity?: CognitoIdentity;
}

/** The options of an invocation. */
export interface InvokeOptions {
  readonly context?: TestContext;
  /**
   * Environment variables during the invocation. The value undefined removes a variable. Invocations that run at the same
   * time share them, so do not run two invocations with this option at once.
   */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** The result of an invocation. */
export interface InvokeResult {
  /** The text of the response. Undefined if the response is streamed, and if the invocation failed. */
  readonly reply: string | undefined;
  /** The response parsed as JSON. Undefined if `reply` is undefined or not JSON. */
  readonly payload: unknown;
  /** The chunks of a streamed response, one for each write. */
  readonly chunks: readonly Buffer[];
  /** The content type of a streamed response. */
  readonly contentType: string | undefined;
  /** The status, headers and cookies of a streamed response, if the function has set them. */
  readonly httpResponse: HttpResponse | undefined;
  /** The error with which the function failed, in `init`, in the handler, or in the middle of a stream. */
  readonly error: DescribedError | undefined;
  /** The log records, which are kept instead of written. */
  readonly logs: readonly LoggedRecord[];
}

/**
 * Runs one invocation in this process, through the same code as on Lambda: `init`, the handler, and the response.
 *
 * @example
 * const { payload } = await invoke(MyLambda, { name: 'Ada' });
 * expect(payload).toEqual({ message: 'Hello, Ada!' });
 * @param target the class, instance or function to invoke
 * @param event the event, which the function receives as parsed from its JSON
 */
export async function invoke(target: Invocable, event: unknown, options: InvokeOptions = {}): Promise<InvokeResult> {
  const { context = {}, env = {} } = options;
  // Outside of the invocation, too, _X_AMZN_TRACE_ID has its trace, so this has to be restored.
  const restoreEnvironment = setEnvironment({ _X_AMZN_TRACE_ID: undefined, ...env });
  try {
    const transport = new RecordingTransport(JSON.stringify(event) ?? 'null', createHeaders(context));
    const logs: LoggedRecord[] = [];
    const running = start(target, transport, logs, context);
    // The loop never ends. It rejects only if it cannot start.
    running.catch((error: unknown) => transport.fail(error));
    return { ...describeResponse(await transport.finished), logs };
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
  const found = findRuntime(target);
  const isFunction = found === undefined || found.kind === 'wrapped class';
  const overrides: Partial<Platform> = {
    environment,
    contextEnvironment: createContextEnvironment(context),
    connect: () => transport,
    logTarget: new RecordingTarget(logThreshold(environment, isFunction ? 'aws' : 'own'), logs),
    ownsProcess: false,
    exit: () => transport.exit(),
  };
  if (isFunction) {
    return runFunction(target as PlainFunction, { ...processPlatform(environment), ...overrides });
  }
  const runtime = found.open();
  const wrappedHandler = found.kind === 'wrapped function' ? (target as Platform['wrappedHandler']) : undefined;
  runtime[OVERRIDE_PLATFORM]({ ...overrides, wrappedHandler });
  return runtime.run();
}

function describeResponse(response: RecordedResponse): Omit<InvokeResult, 'logs'> {
  const nothing = {
    reply: undefined,
    payload: undefined,
    chunks: [],
    contentType: undefined,
    httpResponse: undefined,
    error: undefined,
  };
  switch (response.kind) {
    case 'none':
      return nothing;
    case 'buffered':
      return { ...nothing, reply: response.body, payload: parseJson(response.body) };
    case 'error':
      return { ...nothing, error: JSON.parse(response.body) as DescribedError };
    case 'streamed':
      return { ...nothing, ...parseStream(response) };
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function createHeaders(context: TestContext): Record<string, string | undefined> {
  return {
    [invocationHeaders.requestId]: context.awsRequestId ?? randomUUID(),
    'lambda-runtime-deadline-ms': String(context.deadlineMs ?? Date.now() + DEFAULT_TIMEOUT_MS),
    'lambda-runtime-invoked-function-arn': context.invokedFunctionArn ?? DEFAULT_ARN,
    [invocationHeaders.traceId]: context.traceId,
    [invocationHeaders.tenantId]: context.tenantId,
    'lambda-runtime-client-context': context.clientContext && JSON.stringify(context.clientContext),
    'lambda-runtime-cognito-identity': context.identity && JSON.stringify(context.identity),
  };
}

function createContextEnvironment(context: TestContext): ContextEnvironment {
  return {
    AWS_LAMBDA_FUNCTION_NAME: context.functionName ?? 'test',
    AWS_LAMBDA_FUNCTION_VERSION: context.functionVersion ?? '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: context.memoryLimitInMB ?? '128',
    AWS_LAMBDA_LOG_GROUP_NAME: context.logGroupName ?? '/aws/lambda/test',
    AWS_LAMBDA_LOG_STREAM_NAME: context.logStreamName ?? 'test',
  };
}

/** Sets variables, and returns a function that restores their previous values. */
function setEnvironment(variables: Readonly<Record<string, string | undefined>>): () => void {
  const previous = Object.fromEntries(Object.keys(variables).map((name) => [name, process.env[name]]));
  const set = (values: Readonly<Record<string, string | undefined>>) => {
    for (const [name, value] of Object.entries(values)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
  set(variables);
  return () => set(previous);
}
