import { Writable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { LocalEvent } from './local-event.ts';
import { reportAsJson } from './report-events.ts';
import { writeByTurn } from './write-by-turn.ts';

/** A stream, and what each call of the system has written to it. */
function recordedStream(): { readonly stream: Writable; readonly calls: string[][] } {
  const calls: string[][] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      calls.push([chunk.toString()]);
      done();
    },
    writev(chunks, done) {
      calls.push(chunks.map(({ chunk }) => (chunk as Buffer).toString()));
      done();
    },
  });
  return { stream, calls };
}

const start = (requestId: string): LocalEvent => ({ type: 'start', requestId });

describe('events that are written by turn', () => {
  it('are written together, in their order, with what others write to the stream meanwhile', async () => {
    const { stream, calls } = recordedStream();
    const report = writeByTurn(stream, reportAsJson(stream));
    report(start('1'));
    stream.write('between\n');
    report(start('2'));
    expect(calls).toEqual([]);
    await nextTurn();
    expect(calls).toEqual([
      [expect.stringContaining('"requestId":"1"'), 'between\n', expect.stringContaining('"requestId":"2"')],
    ]);
    report(start('3'));
    await nextTurn();
    expect(calls[1]).toEqual([expect.stringContaining('"requestId":"3"')]);
  });

  it('are written at once if the emulator listens, which programs wait for', async () => {
    const { stream, calls } = recordedStream();
    const report = writeByTurn(stream, reportAsJson(stream));
    report(start('1'));
    report({ type: 'listening', url: 'http://localhost:9000', functionName: 'f', front: 'url' });
    expect(calls).toEqual([[expect.stringContaining('"1"'), expect.stringContaining('"listening"')]]);
    report(start('2'));
    await nextTurn();
    expect(calls[1]).toEqual([expect.stringContaining('"2"')]);
  });

  it('are written before the process exits', () => {
    const { stream, calls } = recordedStream();
    const before = process.listeners('exit');
    const report = writeByTurn(stream, reportAsJson(stream));
    const [flush] = process.listeners('exit').filter((each) => !before.includes(each));
    report(start('1'));
    flush?.(0);
    expect(calls).toEqual([[expect.stringContaining('"requestId":"1"')]]);
  });
});
