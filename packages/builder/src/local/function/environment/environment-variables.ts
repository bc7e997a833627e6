/** The values of `AWS_LAMBDA_LOG_LEVEL`, from the most to the fewest records. */
export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;

/** A value of `AWS_LAMBDA_LOG_LEVEL`, in lower case. */
export type LogLevel = (typeof logLevels)[number];

/** What the function's environment variables depend on. */
export interface EnvironmentVariablesOptions {
  readonly functionName: string;
  readonly memorySizeMB: number;
  /** How many invocations the process gets at once, as on Lambda Managed Instances. Undefined: one, on demand. */
  readonly concurrency: number | undefined;
  readonly isSnapStart: boolean;
  /** Undefined: not configured. */
  readonly logFormat: 'json' | 'text' | undefined;
  /** Undefined: not configured. */
  readonly logLevel: LogLevel | undefined;
  readonly region: string;
  readonly runtimeApi: string;
  /** The handler, for a runtime that does not get it on its command line. */
  readonly handler: string | undefined;
  /** The emulator's own environment. */
  readonly inherited: NodeJS.ProcessEnv;
  /** The function's variables. They override inherited ones. */
  readonly configured: NodeJS.ProcessEnv;
}

/**
 * Returns the environment of the function's process: inherited variables, configured ones, and those that the platform
 * sets for a container image, which always win. `LAMBDA_TASK_ROOT` is left out, as in AWS's own emulator, because the
 * code is not in `/var/task`. https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export function environmentVariables(options: EnvironmentVariablesOptions): NodeJS.ProcessEnv {
  const { functionName, memorySizeMB, concurrency, region, runtimeApi, handler, inherited, configured } = options;
  const defaults = {
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1:2000',
    // In text, the lines of concurrent invocations would be indistinguishable.
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
    // The runtime sets it for each invocation. An inherited value would be the trace of something else.
    _X_AMZN_TRACE_ID: undefined,
    ...(handler === undefined ? {} : { _HANDLER: handler }),
  };
  return { ...defaults, ...inherited, ...configured, ...initVariables(options), ...logVariables(options), ...platform };
}

/** Set only if the initialization is not on demand, so that the user can override the default. */
function initVariables({ concurrency, isSnapStart }: EnvironmentVariablesOptions): NodeJS.ProcessEnv {
  if (concurrency !== undefined) return { AWS_LAMBDA_INITIALIZATION_TYPE: 'lambda-managed-instances' };
  return isSnapStart ? { AWS_LAMBDA_INITIALIZATION_TYPE: 'snap-start' } : {};
}

/** Set only if the log is configured, so that the variables of the user's environment stay in force. */
function logVariables({ logFormat, logLevel }: EnvironmentVariablesOptions): NodeJS.ProcessEnv {
  return {
    ...(logFormat && { AWS_LAMBDA_LOG_FORMAT: logFormat === 'json' ? 'JSON' : 'Text' }),
    ...(logLevel && { AWS_LAMBDA_LOG_LEVEL: logLevel.toUpperCase() }),
  };
}
