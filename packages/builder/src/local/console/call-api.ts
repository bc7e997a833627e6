import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { ExpectedError } from '../../terminal/expected-error.ts';
import { NoEmulatorError, readAccess } from './access-file.ts';

/** The emulator rejects a request. */
export class EmulatorApiError extends ExpectedError {
  override readonly exitCode: number;

  /** @param status of the response; 400 if an option is invalid */
  constructor(message: string, status: number | undefined) {
    super(message);
    this.exitCode = status === 400 ? 2 : 1;
  }

  override get name(): string {
    return 'EmulatorApiError';
  }
}

/** Importing `node:http` as a module loads undici, which takes longer than the whole command. */
const { request } = process.getBuiltinModule('node:http');

/**
 * Calls the API of the running emulator of a project.
 *
 * @throws {NoEmulatorError} none is running
 * @throws {EmulatorApiError} it rejects the request
 */
export async function callApi(
  { directory, port }: { readonly directory: string; readonly port: number | undefined },
  path: string,
  body: object,
): Promise<unknown> {
  const { url, token } = await readAccess(directory, port);
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
  const outgoing = request(`${url}${path}`, { method: 'POST', headers });
  outgoing.end(JSON.stringify(body));
  try {
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
    // The emulator sends nothing else.
    const result = JSON.parse(await text(response)) as { error?: { message: string } };
    if (response.statusCode === 200) return result;
    const { statusCode } = response;
    throw new EmulatorApiError(result.error?.message ?? `the emulator responded with ${statusCode}`, statusCode);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ECONNREFUSED' && code !== 'ECONNRESET') throw error;
    throw new NoEmulatorError(`the emulator at ${url} has stopped: start it with alr-builder local`, { cause: error });
  }
}
