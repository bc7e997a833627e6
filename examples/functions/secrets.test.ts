import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { invoke } from '@alr/runtime/testing';
import { afterEach, expect, it, vi } from 'vitest';

afterEach(() => vi.unstubAllEnvs());

async function serve(respond: (request: IncomingMessage, response: ServerResponse) => unknown) {
  const server = createServer((request, response) => void respond(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

it('secrets.ts: reads a secret when it is used, and keeps it for the next events', async () => {
  const asked: unknown[] = [];
  await using parameterStore = await serve(async (request, response) => {
    asked.push(JSON.parse(await text(request)));
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    response.end(JSON.stringify({ Parameter: { Name: '/shop/token', Type: 'SecureString', Value: 'open sesame' } }));
  });
  await using service = await serve(({ headers, url }, response) => {
    response.end(headers.authorization === 'Bearer open sesame' ? url?.split('/').at(-1) : 'nobody');
  });
  for (const [name, value] of Object.entries({
    AWS_ENDPOINT_URL_SSM: parameterStore.url,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    TOKEN_PARAMETER: '/shop/token',
    SERVICE: service.url,
  })) {
    vi.stubEnv(name, value);
  }
  const { handler } = await import('./secrets.ts');
  expect((await invoke(handler, { customer: 'Ada' })).reply).toBe('"Hello Ada!"');
  expect((await invoke(handler, { customer: 'Ben' })).reply).toBe('"Hello Ben!"');
  expect(asked).toEqual([{ Name: '/shop/token', WithDecryption: true }]);
});

it('secrets.ts: is the recipe in the documentation of @alr/builder', async () => {
  const page = await readFile(new URL('../../packages/builder/docs/configuration.md', import.meta.url), 'utf8');
  expect(page).toContain(`\`\`\`ts\n${await readFile(new URL('secrets.ts', import.meta.url), 'utf8')}\`\`\``);
});
