import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** The URL of moto; empty if it could not be set up, which is reported once. */
    readonly motoUrl: string;
  }
}

const SETUP = fileURLToPath(new URL('setup.sh', import.meta.url));
const DIRECTORY = fileURLToPath(new URL('../../node_modules/.cache/moto', import.meta.url));

/** Runs a server until stdin ends. That happens even if the tests are killed, and moto has no state worth keeping. */
const UNTIL_INPUT_ENDS = '"$0" "$@" <&- & exec 2>/dev/null; read -r _; kill -9 $!';

/** Starts one moto server for all tests. If Debian's packages are not available, the tests are skipped with a message. */
export default async function startMoto(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  try {
    await promisify(execFile)(SETUP, [DIRECTORY]);
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    process.stderr.write(`SKIPPED: the tests against moto, an emulator of AWS: ${stderr?.trim() || String(error)}\n`);
    project.provide('motoUrl', '');
    return undefined;
  }
  const port = await freePort();
  const server = [`${DIRECTORY}/moto_server`, '-H', '127.0.0.1', '-p', String(port)];
  const moto = spawn('sh', ['-c', UNTIL_INPUT_ENDS, ...server], {
    stdio: ['pipe', 'ignore', 'pipe'],
    env: { ...process.env, MOTO_IAM_LOAD_MANAGED_POLICIES: 'true' },
  });
  await waitUntilRunning(moto.stderr);
  const motoUrl = `http://127.0.0.1:${port}`;
  // Without Docker, every invocation succeeds.
  await fetch(`${motoUrl}/moto-api/config`, { method: 'POST', body: '{"lambda":{"use_docker":false}}' });
  project.provide('motoUrl', motoUrl);
  return async () => {
    moto.stdin.end();
    await once(moto, 'exit');
  };
}

async function waitUntilRunning(output: Readable): Promise<void> {
  const lines: string[] = [];
  for await (const line of createInterface(output)) {
    if (line.includes('Running on')) {
      // Discards the remaining output, or moto would block once the pipe is full.
      output.resume();
      return;
    }
    lines.push(line);
  }
  throw new Error(`moto exited before it was running:\n${lines.join('\n')}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
