import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ServerProcess } from '../server/server-process.ts';
import { ClientProcess } from './client-process.ts';
import { programOf } from './program.ts';

const nothingInstalled = { alr: '', ric: undefined };

describe('the server, with the raw socket as its client', () => {
  let server: ServerProcess;
  beforeAll(async () => {
    server = await ServerProcess.start();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  /** Starts the raw socket client with one of its handlers. */
  async function start(handler: string, settings?: Record<string, string>): Promise<ClientProcess> {
    await server.reset();
    const client = new ClientProcess(programOf(nothingInstalled, 'limit', handler, settings), server.address);
    await client.whileRunning(server.awaitNext());
    return client;
  }

  it('serves an event the given number of times, and reports the last response', async () => {
    await using client = await start('echo');
    const order = { event: { kind: 'payload', bytes: 300 }, invocations: 3, concurrency: 1 } as const;
    const report = await client.whileRunning(server.run(order));
    expect(report.responseBytes).toBe(300);
    expect(report.response).toMatch(/^\{"data":"x+"\}$/);
    expect(report.endedAt).toBeGreaterThanOrEqual(report.beganAt);
  });

  it('serves another run on the same connection', async () => {
    await using client = await start('sqs');
    const order = { event: { kind: 'sqs', records: 2 }, invocations: 2, concurrency: 1 } as const;
    await client.whileRunning(server.run(order));
    const report = await client.whileRunning(server.run(order));
    expect(report.response).toBe('null');
  });

  it('sends the largest event, and accepts it as the response', async () => {
    await using client = await start('echo');
    const bytes = 6 * 1024 * 1024;
    const order = { event: { kind: 'payload', bytes }, invocations: 1, concurrency: 1 } as const;
    expect(await client.whileRunning(server.run(order))).toMatchObject({ responseBytes: bytes });
  });

  it('counts the bytes of a streamed response', async () => {
    await using client = await start('stream');
    const order = { event: { kind: 'stream', bytes: 1_000_000 }, invocations: 1, concurrency: 1 } as const;
    expect(await client.whileRunning(server.run(order))).toMatchObject({ responseBytes: 1_000_000 });
  });

  it('serves many invocations at a time', async () => {
    await using client = await start('wait', { AWS_LAMBDA_MAX_CONCURRENCY: '8' });
    const order = { event: { kind: 'payload', bytes: 20 }, invocations: 40, concurrency: 8 } as const;
    expect(await client.whileRunning(server.run(order))).toMatchObject({ responseBytes: 20 });
  });

  it('fails with the output of a client that exits', async () => {
    // The client of the previous test may still have a request pending.
    await server.reset();
    const program = { args: ['-e', 'console.error("no such handler"); process.exit(1)'], cwd: '.', env: {} };
    await using client = new ClientProcess(program, server.address);
    await expect(client.whileRunning(server.awaitNext())).rejects.toThrow('no such handler');
  });
});
