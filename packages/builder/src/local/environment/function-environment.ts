import type { LogLevel } from '../local-options.ts';

/** What the function's environment variables are made of. */
export interface FunctionVariables {
  readonly functionName: string;
  readonly memorySizeMB: number;
  /** How many invocations the process gets at once, on instances that are managed for it; undefined: one. */
  readonly concurrency: number | undefined;
  readonly isSnapStart: boolean;
  /** How the function's log is configured, where that is said. */
  readonly logFormat: 'json' | 'text' | undefined;
  readonly logLevel: LogLevel | undefined;
  readonly region: string;
  readonly runtimeApi: string;
  /** The handler, for a runtime that isn't told on its command line. */
  readonly handler: string | undefined;
  /** The user's environment. */
  readonly inherited: NodeJS.ProcessEnv;
  /** The function's own variables; they have precedence over the user's. */
  readonly own: NodeJS.ProcessEnv;
}

/**
 * The environment of the function's process: the user's, the function's own, and what the platform sets for a container
 * image, which nothing overrides. `LAMBDA_TASK_ROOT` stays out, as with AWS's emulator: the code is where it is.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export function functionEnvironment(variables: FunctionVariables): NodeJS.ProcessEnv {
  const { functionName, memorySizeMB, concurrency, region, runtimeApi, handler, inherited, own } = variables;
  const defaults = {
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1:2000',
    // The lines of invocations that overlap can't be told apart in text.
    ...(concurrency !== undefined && { AWS_LAMBDA_LOG_FORMAT: 'JSON' }),
  };
  const platform = {
    AWS_EXECUTION_ENV: 'AWS_Lambda_Image',
    AWS_LAMBDA_FUNCTION_NAME: functionName,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memorySizeMB),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${functionName}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local/[$LATEST]',
    AWS_LAMBDA_MAX_CONCURRENCY: concurrency?.toString(),
    AWS_LAMBDA_RUNTIME_API: runtimeApi,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    // the runtime sets it; one from further out is not this invocation's
    _X_AMZN_TRACE_ID: undefined,
    ...(handler === undefined ? {} : { _HANDLER: handler }),
  };
  return { ...defaults, ...inherited, ...own, ...startVariables(variables), ...logVariables(variables), ...platform };
}

/** How the process starts: named where it isn't on demand, as most functions do. */
function startVariables({ concurrency, isSnapStart }: FunctionVariables): NodeJS.ProcessEnv {
  if (concurrency !== undefined) return { AWS_LAMBDA_INITIALIZATION_TYPE: 'lambda-managed-instances' };
  return isSnapStart ? { AWS_LAMBDA_INITIALIZATION_TYPE: 'snap-start' } : {};
}

/** Set only where the function's log is so configured. */
function logVariables({ logFormat, logLevel }: FunctionVariables): NodeJS.ProcessEnv {
  return {
    ...(logFormat && { AWS_LAMBDA_LOG_FORMAT: logFormat === 'json' ? 'JSON' : 'Text' }),
    ...(logLevel && { AWS_LAMBDA_LOG_LEVEL: logLevel.toUpperCase() }),
  };
}
