import type { Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { RequestStream } from './request-stream.ts';

/** A stream over a socket that accepts every byte at once. */
function streamOverFastSocket(): RequestStream {
  const socket = { writable: true, errored: null, connecting: false, writableLength: 0 };
  const methods = { cork: vi.fn(), uncork: vi.fn(), write: vi.fn(), ref: vi.fn() };
  return new RequestStream({
    socket: { ...socket, ...methods } as unknown as Socket,
    head: '',
    stallTimeout: 0,
    response: new Promise(() => {}),
    setStallTimeout: () => {},
    fail: () => {},
  });
}

describe('a request stream whose socket accepts every byte at once', () => {
  it('waits for one turn of the event loop after every mebibyte, so that an early response is read', async () => {
    const stream = streamOverFastSocket();
    const quarter = [Buffer.alloc(256 * 1024)];
    for (let mebibytes = 0; mebibytes < 2; mebibytes++) {
      for (let i = 0; i < 3; i++) expect(stream.write(quarter)).toBeUndefined();
      const resumed = vi.fn();
      void stream.write(quarter)?.then(resumed);
      await Promise.resolve();
      expect(resumed).not.toHaveBeenCalled();
      await setImmediate();
      expect(resumed).toHaveBeenCalledOnce();
    }
  });
});
