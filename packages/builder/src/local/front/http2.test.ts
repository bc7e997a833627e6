import { once } from 'node:events';
import { connect, type IncomingHttpHeaders } from 'node:http2';
import { text } from 'node:stream/consumers';
import { KinesisClient, ListStreamsCommand } from '@aws-sdk/client-kinesis';
import { describe, expect, it } from 'vitest';
import { startTestLocal } from '../../../test/local.ts';

/** Sends a request with HTTP/2. */
async function get(url: string, headers: Record<string, string> = {}) {
  const session = connect(url);
  const stream = session.request({ ':path': '/', ...headers });
  const [response] = (await once(stream, 'response')) as [IncomingHttpHeaders];
  const body = JSON.parse(await text(stream)) as unknown;
  session.close();
  return { status: response[':status'], body };
}

describe('a request with HTTP/2', () => {
  it('that is not signed for a service is rejected: it needs HTTP/1.1', async () => {
    await using local = await startTestLocal();
    expect(await get(local.url)).toMatchObject({
      status: 505,
      body: { Message: expect.stringContaining('use HTTP/1.1') },
    });
    // The function URL is as it was.
    expect((await fetch(local.url)).status).toBe(200);
  });

  it('from a page of another site, or for another host, is rejected', async () => {
    await using local = await startTestLocal();
    expect(await get(local.url, { origin: 'https://example.org' })).toMatchObject({ status: 403 });
    expect(await get(local.url, { ':authority': 'example.org' })).toMatchObject({ status: 403 });
  });

  it('does not delay the end of the emulator, although its client keeps the connection', async () => {
    const local = await startTestLocal();
    const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
    const client = new KinesisClient({ endpoint: local.url, region: 'us-east-1', credentials });
    expect((await client.send(new ListStreamsCommand())).StreamNames).toEqual([]);
    await local.close();
    await expect(client.send(new ListStreamsCommand())).rejects.toThrow();
    client.destroy();
  });
});
