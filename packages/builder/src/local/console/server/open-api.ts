import type { Server } from 'node:http';
import { systemErrorReason } from '../../../terminal/file-error.ts';
import { cannotListen } from '../../http/cannot-listen.ts';
import { closeServer, listen } from '../../http/server.ts';
import { keptToken, newToken, writeAccess } from '../access/access-file.ts';
import type { ControlledEmulator } from '../routes/api-route.ts';
import { createApiServer } from './api-server.ts';

const LAST_PORT = 65_535;
/** The API is on this machine only, even if other machines can invoke the functions. */
const HOST = '127.0.0.1';

/** Where the API is, and who finds it. */
export interface ApiOptions {
  /** The port of the emulator. The API has the next one that is free; if that is 0, any. */
  readonly port: number;
  /** The port of the API, which then has to be free; 0: any. */
  readonly ownPort: number | undefined;
  /** Whether the console's page is there. */
  readonly hasPage: boolean;
  /** Whether commands of the project find it. */
  readonly isForCommands: boolean;
}

/** The API of a running emulator. */
export interface OpenedApi {
  /** The address of the console, with the token in its fragment. Undefined without a page. */
  readonly consoleUrl: string | undefined;
  /** Why commands cannot find it. */
  readonly warning: string | undefined;
  close(): Promise<void>;
}

/**
 * Opens the API that controls an emulator, with the console's page, and writes how to reach it.
 *
 * @throws {CannotListenError} the port is in use
 */
export async function openApi(
  emulator: ControlledEmulator,
  { port, ownPort, hasPage, isForCommands }: ApiOptions,
): Promise<OpenedApi> {
  // If the folder cannot be written to, `announce` says so.
  const token = isForCommands ? await keptToken(emulator.directory).catch(newToken) : newToken();
  const server = createApiServer(emulator, token, { hasPage });
  const address =
    ownPort === undefined ? await listenFrom(server, port === 0 ? 0 : port + 1) : await listenAt(server, ownPort);
  const url = `http://${address}`;
  const { remove, warning } = isForCommands
    ? await announce(emulator, { url, token, pid: process.pid })
    : { remove: undefined, warning: undefined };
  return {
    consoleUrl: hasPage ? `${url}/#token=${token}` : undefined,
    warning,
    async close() {
      await remove?.();
      await closeServer(server, 0);
    },
  };
}

/** The functions run without commands that control them if the project cannot be written to. */
async function announce(
  { directory, url }: ControlledEmulator,
  access: Parameters<typeof writeAccess>[2],
): Promise<{ remove?: () => Promise<void>; warning: string | undefined }> {
  try {
    return { remove: await writeAccess(directory, Number(new URL(url).port || '80'), access), warning: undefined };
  } catch (error) {
    const reason = systemErrorReason(error) ?? (error as Error).message;
    return {
      warning: `alr-builder send, skip and replay cannot find this emulator, because .alr/local cannot be written: ${reason}`,
    };
  }
}

async function listenAt(server: Server, port: number): Promise<string> {
  try {
    return await listen(server, HOST, port);
  } catch (error) {
    throw cannotListen(error, HOST, port, 'console');
  }
}

async function listenFrom(server: Server, port: number): Promise<string> {
  for (let candidate = port; ; candidate++) {
    try {
      return await listen(server, HOST, candidate);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || candidate >= LAST_PORT) throw error;
    }
  }
}
