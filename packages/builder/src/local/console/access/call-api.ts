import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { ExpectedError } from '../../../terminal/expected-error.ts';
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

/** Which emulator: that of a project, at this port if it has several. */
export interface EmulatorOfProject {
  readonly directory: string;
  readonly port: number | undefined;
}

/**
 * Calls the API of the running emulator of a project.
 *
 * @throws {NoEmulatorError} none is running
 * @throws {EmulatorApiError} it rejects the request
 */
export async function callApi(emulator: EmulatorOfProject, path: string, body: object): Promise<unknown> {
  return JSON.parse(await callApiForText(emulator, 'POST', path, body));
}

/**
 * The same for any method. Returns the JSON as it is.
 *
 * @throws {NoEmulatorError} none is running
 * @throws {EmulatorApiError} it rejects the request
 */
export async function callApiForText(
  { directory, port }: EmulatorOfProject,
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  body: object = {},
): Promise<string> {
  const { url, token } = await readAccess(directory, port);
  const content = method === 'GET' ? '' : JSON.stringify(body);
  const headers = {
    Authorization: `Bearer ${token}`,
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(content),
  };
  const outgoing = request(`${url}${path}`, { method, headers });
  outgoing.end(content);
  try {
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
    const received = await text(response);
    if (response.statusCode === 200) return received;
    const { statusCode } = response;
    // The emulator sends nothing else.
    const result = JSON.parse(received) as { error?: { message: string } };
    throw new EmulatorApiError(result.error?.message ?? `the emulator responded with ${statusCode}`, statusCode);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ECONNREFUSED' && code !== 'ECONNRESET') throw error;
    throw new NoEmulatorError(`the emulator at ${url} has stopped: start it with alr-builder local`, { cause: error });
  }
}
