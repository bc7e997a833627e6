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

  /** Starts the raw socket's program with one of its handlers. */
  async function start(handler: string, settings?: Record<string, string>): Promise<ClientProcess> {
    await server.reset();
    const client = new ClientProcess(programOf(nothingInstalled, 'limit', handler, settings), server.address);
    await client.whileRunning(server.awaitNext());
    return client;
  }

  it('hands an event out so many times, and tells of the last reply', async () => {
    await using client = await start('echo');
    const order = { event: { kind: 'payload', bytes: 300 }, invocations: 3, concurrency: 1 } as const;
    const report = await client.whileRunning(server.run(order));
    expect(report.replyBytes).toBe(300);
    expect(report.reply).toMatch(/^\{"data":"x+"\}$/);
    expect(report.endedAt).toBeGreaterThanOrEqual(report.beganAt);
  });

  it('goes on with another run on the same connection', async () => {
    await using client = await start('sqs');
    const order = { event: { kind: 'sqs', records: 2 }, invocations: 2, concurrency: 1 } as const;
    await client.whileRunning(server.run(order));
    const report = await client.whileRunning(server.run(order));
    expect(report.reply).toBe('null');
  });

  it('carries the largest event, and takes it back', async () => {
    await using client = await start('echo');
    const bytes = 6 * 1024 * 1024;
    const order = { event: { kind: 'payload', bytes }, invocations: 1, concurrency: 1 } as const;
    expect(await client.whileRunning(server.run(order))).toMatchObject({ replyBytes: bytes });
  });

  it('counts a streamed reply', async () => {
    await using client = await start('stream');
    const order = { event: { kind: 'stream', bytes: 1_000_000 }, invocations: 1, concurrency: 1 } as const;
    expect(await client.whileRunning(server.run(order))).toMatchObject({ replyBytes: 1_000_000 });
  });

  it('hands out many at a time', async () => {
    await using client = await start('wait', { AWS_LAMBDA_MAX_CONCURRENCY: '8' });
    const order = { event: { kind: 'payload', bytes: 20 }, invocations: 40, concurrency: 8 } as const;
    expect(await client.whileRunning(server.run(order))).toMatchObject({ replyBytes: 20 });
  });

  it('fails with what the client wrote where it ends', async () => {
    const program = { args: ['-e', 'console.error("no such handler"); process.exit(1)'], cwd: '.', env: {} };
    await using client = new ClientProcess(program, server.address);
    await expect(client.whileRunning(server.awaitNext())).rejects.toThrow('no such handler');
  });
});
