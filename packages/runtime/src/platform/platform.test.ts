import { describe, expect, it } from 'vitest';
import { ScriptedServer } from '../../test/scripted-server.ts';
import { ApiConnectionError } from '../runtime-api/errors.ts';
import type { Transport } from '../runtime-api/transport.ts';
import { readEnvironment } from './environment.ts';
import { processPlatform } from './platform.ts';

const next = { method: 'GET', path: '/next', headers: [] } as const;

function connect(server: ScriptedServer, env: NodeJS.ProcessEnv = {}): Transport {
  const { host, port } = server.address;
  return processPlatform(readEnvironment({ AWS_LAMBDA_RUNTIME_API: `${host}:${port}`, ...env })).connect();
}

describe('the process that Lambda started', () => {
  it('connects to the API with one connection', async () => {
    await using server = await ScriptedServer.start();
    const transport = connect(server);
    void transport.request(next).catch(() => {});
    await server.accept();
    await expect(transport.request(next)).rejects.toThrow('already has an open request');
  });

  it('connects to the API with one connection for each concurrent invocation', async () => {
    await using server = await ScriptedServer.start();
    const transport = connect(server, { AWS_LAMBDA_MAX_CONCURRENCY: '2' });
    const failures = [next, next].map((request) =>
      expect(transport.request(request)).rejects.toThrow(ApiConnectionError),
    );
    const stream = transport.stream({ method: 'POST', path: '/response', headers: [] }, () => {});
    stream.write([Buffer.from('a stream has its own connection')])?.catch(() => {});
    const peers = [await server.accept(), await server.accept(), await server.accept()];
    for (const peer of peers) peer.reset();
    await Promise.all(failures);
    transport.close();
  });

  it('cannot connect without the address of the API', () => {
    expect(() => processPlatform(readEnvironment({})).connect()).toThrow('AWS_LAMBDA_RUNTIME_API');
  });
});
