import { describe, expect, it } from 'vitest';
import { parseNotice } from './inspector-notices.ts';

describe('parseNotice', () => {
  it.each([
    ['Debugger listening on ws://127.0.0.1:9300/3f-a', { kind: 'listening', address: { port: 9300, path: '/3f-a' } }],
    ['Debugger listening on ws://0.0.0.0:9300/3f-a', { kind: 'other' }],
    ['Debugger attached.', { kind: 'other' }],
    ['Debugger ending on ws://127.0.0.1:9300/3f-a', { kind: 'other' }],
    ['For help, see: https://nodejs.org/learn/getting-started/debugging', { kind: 'other' }],
    ['Waiting for the debugger to disconnect...', { kind: 'ended' }],
    ['Debugger attached', undefined],
    ['the function says: Debugger attached.', undefined],
    ['', undefined],
  ])('takes %j for %j', (line, notice) => {
    expect(parseNotice(line)).toEqual(notice);
  });
});
