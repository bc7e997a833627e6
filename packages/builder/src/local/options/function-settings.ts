import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { formatProblem, type Problem } from '../../config/read/problem.ts';
import { readAssignments } from '../../config/read/read-assignments.ts';
import { ExpectedError } from '../../terminal/expected-error.ts';
import { systemErrorReason } from '../../terminal/file-error.ts';
import { decodeText } from '../../terminal/text/decode-text.ts';
import { LOCAL_ACCOUNT } from '../aws/account.ts';
import { environmentVariables } from '../function/environment/environment-variables.ts';
import type { FunctionLauncher } from '../function/environment/function-launcher.ts';
import type { FunctionOptions } from '../function/environment/local-function.ts';
import { LocalOptionError } from './local-option-error.ts';
import { checkLocalOptions, type LocalOptions } from './local-options.ts';

/** The file with environment variables cannot be read, or contains something else. */
export class EnvFileError extends ExpectedError {
  override get name(): string {
    return 'EnvFileError';
  }
}

/** What the function runs with. */
export interface LoadedOptions {
  readonly options: LocalOptions;
  /** The configured variables. */
  readonly variables: NodeJS.ProcessEnv;
}

/**
 * Checks the options, and reads the variables and the handler that they refer to.
 *
 * @throws {LocalOptionError} an option is invalid, or there is no handler
 * @throws {EnvFileError} the environment file cannot be read, or contains something else
 * @throws {EncodingError} the environment file is not text in UTF-8 or UTF-16
 */
export function loadOptions(options: LocalOptions): LoadedOptions {
  checkLocalOptions(options);
  const variables = readVariables(options);
  if (options.command !== undefined || options.image !== undefined) return { options, variables };
  const env = { ...process.env, ...variables };
  const handler = options.handler || env.LAMBDA_MODULE || env._HANDLER;
  if (handler) return { options: { ...options, handler }, variables };
  throw new LocalOptionError(
    'no handler is named: run alr-builder local src/app.MyLambda, or set image.handler in lambda.yaml',
  );
}

/** The settings of the function that depend on its options alone. */
export type FunctionSettings = Omit<FunctionOptions, 'directory' | 'launch' | 'faults' | 'emit'> & {
  readonly region: string;
};

/** The settings of the function, with AWS's or our defaults. */
export function functionSettings(options: LocalOptions, configured: NodeJS.ProcessEnv): FunctionSettings {
  const {
    functionName = 'function',
    memory = 128,
    timeout = 30,
    concurrency,
    instances = 1,
    snapStart = false,
  } = options;
  const { trace } = options;
  const region = configured.AWS_REGION ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION ?? 'us-east-1';
  return {
    region,
    functionName,
    functionArn: `arn:aws:lambda:${region}:${LOCAL_ACCOUNT}:function:${functionName}`,
    memorySizeMB: memory,
    concurrency,
    instances,
    isSnapStart: snapStart,
    sendsTraceHeader: trace !== false,
    timeoutMs: timeout * 1000,
    initTimeoutMs: (options.initTimeout ?? Math.max(timeout, 10)) * 1000,
  };
}

/** The environment of the function's process. */
export function functionEnvironment(
  { logFormat, logLevel, command, handler }: LocalOptions,
  { functionName, memorySizeMB, concurrency, isSnapStart, region }: FunctionSettings,
  configured: NodeJS.ProcessEnv,
  launcher: FunctionLauncher,
  runtimeApi: string,
): NodeJS.ProcessEnv {
  return environmentVariables({
    functionName,
    memorySizeMB,
    concurrency,
    isSnapStart,
    logFormat,
    logLevel,
    region,
    runtimeApi: launcher.address(runtimeApi),
    handler: command ? handler : undefined,
    inherited: launcher.inherited,
    configured,
  });
}

/** The variables of the file, in the format of `lambda-handler.env`, and of `env`, which overrides them. */
function readVariables({ env, envFile, directory = '.' }: LocalOptions): NodeJS.ProcessEnv {
  if (envFile === undefined) return { ...env };
  const problems: Problem[] = [];
  const { assignments } = readAssignments(readText(resolve(directory, envFile), envFile), envFile, problems);
  if (problems.length > 0) throw new EnvFileError(problems.map(formatProblem).join('\n'));
  return { ...Object.fromEntries(assignments.map(({ name, text }) => [name, text])), ...env };
}

function readText(path: string, name: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const reason = systemErrorReason(error) ?? (error as Error).message;
    throw new EnvFileError(`cannot read the environment file ${name}: ${reason}`, { cause: error });
  }
  return decodeText(bytes, name);
}
