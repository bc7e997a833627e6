import { LambdaClient, LambdaServiceException } from '@aws-sdk/client-lambda';
import { ExpectedError } from '../terminal/expected-error.ts';
import { FunctionFailedError, invokeFunction } from './invoke-function.ts';
import { readPayload } from './read-payload.ts';

/** How to invoke the function in the local emulator. */
export interface InvokeLocalOptions {
  readonly port: number;
  readonly functionName?: string | undefined;
  /** JSON, `@FILE` or `-`; see {@link readPayload}. */
  readonly payload?: string | undefined;
  readonly tail: boolean;
  readonly stream: boolean;
}

/** The emulator is not running, or rejects the invocation. */
export class EmulatorError extends ExpectedError {
  override get name(): string {
    return 'EmulatorError';
  }
}

/**
 * Invokes the function that `alr-builder local` runs, and prints the response.
 *
 * @throws {FunctionFailedError} the function fails
 * @throws {EmulatorError} the emulator is not running, or rejects the invocation
 */
export async function invokeLocal(options: InvokeLocalOptions): Promise<void> {
  const endpoint = `http://127.0.0.1:${options.port}`;
  const payload = await readPayload(options.payload, process.stdin);
  const client = new LambdaClient({
    endpoint,
    region: 'us-east-1',
    // The SDK requires credentials, but the emulator ignores them.
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  try {
    const { tail, stream, functionName = 'function' } = options;
    await invokeFunction({
      client,
      functionName,
      payload,
      tail,
      stream,
      stdout: process.stdout,
      stderr: process.stderr,
    });
  } catch (error) {
    if (error instanceof FunctionFailedError) throw error;
    throw explain(error, endpoint);
  } finally {
    client.destroy();
  }
}

function explain(error: unknown, endpoint: string): unknown {
  if (error instanceof LambdaServiceException) return new EmulatorError(`${error.name}: ${error.message}`);
  if ((error as NodeJS.ErrnoException).code === 'ECONNREFUSED') {
    return new EmulatorError(`no emulator is running at ${endpoint}: start it with alr-builder local`);
  }
  return error;
}
