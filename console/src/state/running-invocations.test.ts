import { describe, expect, it } from 'vitest';
import type { ConsoleEvent } from '../api/types.ts';
import { describeRunning, type FollowedInvocations, follow } from './running-invocations.ts';

const nothing: FollowedInvocations = { running: new Map(), ended: [] };
const event = (seq: number, type: string, more: object = {}): ConsoleEvent => ({
  seq,
  type,
  time: '2026-11-28T14:03:09.000Z',
  ...more,
});

describe('running invocations', () => {
  it('have the lines of their function, or those that name them', () => {
    const { running } = follow(
      nothing,
      [
        event(1, 'start', { requestId: 'a', function: 'orders' }),
        event(2, 'start', { requestId: 'b', function: 'mails' }),
        event(3, 'log', { line: 'one', function: 'orders' }),
        event(4, 'log', { line: 'two', function: 'mails', requestId: 'b' }),
        event(5, 'log', { line: 'of the initialization', function: 'report' }),
      ],
      'orders',
    );
    expect([...running.values()].map(({ lines }) => lines)).toEqual([['one'], ['two']]);
  });

  it('have what the emulator says about them, also after their end', () => {
    const begun = follow(nothing, [event(1, 'start', { requestId: 'a' })], 'orders');
    const listed = { requestId: 'a', function: 'orders', startedAt: 1, source: 'http', about: 'GET /' };
    const running = describeRunning(begun.running, [listed, { ...listed, requestId: 'ended meanwhile' }]);
    expect([...running.values()]).toMatchObject([{ requestId: 'a', source: 'http', about: 'GET /' }]);
    const { ended } = follow({ ...begun, running }, [event(2, 'end', { requestId: 'a' })], 'orders');
    expect(ended).toMatchObject([{ requestId: 'a', about: 'GET /' }]);
  });

  it('have no lines of other processes of their function', () => {
    const { running } = follow(
      nothing,
      [
        event(1, 'start', { requestId: 'a', pid: 1 }),
        event(2, 'start', { requestId: 'b', pid: 2 }),
        event(3, 'log', { line: 'of the initialization of another process', pid: 3 }),
        event(4, 'log', { line: 'after a response', pid: 2 }),
      ],
      'orders',
    );
    expect([...running.values()].map(({ lines }) => lines)).toEqual([[], ['after a response']]);
  });

  it('are remembered with the number of their end, until they start again', () => {
    const after = follow(
      nothing,
      [event(1, 'start', { requestId: 'a' }), event(2, 'end', { requestId: 'a' })],
      'orders',
    );
    expect(after).toMatchObject({ ended: [{ requestId: 'a', function: 'orders', endedSeq: 2 }] });
    expect(after.running.size).toBe(0);
    const again = follow(after, [event(3, 'start', { requestId: 'a' })], 'orders');
    expect([again.ended, [...again.running.keys()]]).toEqual([[], ['a']]);
  });
});
