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
    /** Where moto answers; empty where it couldn't be set up, which is said once. */
    motoUrl: string;
  }
}

const SETUP = fileURLToPath(new URL('setup.sh', import.meta.url));
const DIRECTORY = fileURLToPath(new URL('../../node_modules/.cache/moto', import.meta.url));

/** Runs a server until its input ends, as it does however these tests end; it holds nothing that is worth keeping. */
const UNTIL_INPUT_ENDS = '"$0" "$@" <&- & exec 2>/dev/null; read -r _; kill -9 $!';

/** Starts one moto for all of these tests. Where Debian's packages can't be had, they are skipped, and this says so. */
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
  await untilRunning(moto.stderr);
  const motoUrl = `http://127.0.0.1:${port}`;
  // Without Docker, an invocation answers that all is well.
  await fetch(`${motoUrl}/moto-api/config`, { method: 'POST', body: '{"lambda":{"use_docker":false}}' });
  project.provide('motoUrl', motoUrl);
  return async () => {
    moto.stdin.end();
    await once(moto, 'exit');
  };
}

async function untilRunning(output: Readable): Promise<void> {
  const lines: string[] = [];
  for await (const line of createInterface(output)) {
    if (line.includes('Running on')) {
      // so that it never waits for somebody to read on
      output.resume();
      return;
    }
    lines.push(line);
  }
  throw new Error(`moto has ended before it was running:\n${lines.join('\n')}`);
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
