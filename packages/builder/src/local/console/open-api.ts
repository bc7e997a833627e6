import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import { closeServer, listen } from '../http/server.ts';
import { writeAccess } from './access-file.ts';
import { type ControlledEmulator, createApiServer } from './api-server.ts';

const LAST_PORT = 65_535;
/** The API is on this machine only, even if other machines can invoke the functions. */
const HOST = '127.0.0.1';

/**
 * Opens the API that controls an emulator, at the port after that of the emulator or the next one that is free, and writes
 * how to reach it. Returns what closes it.
 */
export async function openApi(
  emulator: ControlledEmulator,
  directory: string,
  { port, isFixed }: { port: number; isFixed: boolean },
): Promise<() => Promise<void>> {
  const token = randomBytes(16).toString('hex');
  const server = createApiServer(emulator, token);
  const address = await listenFrom(server, isFixed ? port + 1 : 0);
  const access = { url: `http://${address}`, token, pid: process.pid };
  const remove = await writeAccess(directory, port, access).catch(async (error: unknown) => {
    await closeServer(server, 0);
    throw error;
  });
  return async () => {
    await remove();
    await closeServer(server, 0);
  };
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
