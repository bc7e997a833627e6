import { describe, expect, it } from 'vitest';
import { describeContents } from './contents.ts';

describe('describeContents', () => {
  it.each([
    [{ messages: { visible: 2, inFlight: 1, delayed: 0 } }, '3 messages (2 visible, 1 in flight)'],
    [{ messages: { visible: 0, inFlight: 0, delayed: 1 } }, '1 message (1 delayed)'],
    [{ messages: { visible: 0, inFlight: 0, delayed: 0 } }, undefined],
    [{ images: { ours: 1, others: 0 } }, '1 image'],
    [{ images: { ours: 1, others: 2 } }, '3 images (2 not pushed by this project)'],
    [{ subscriptions: 2 }, '2 subscriptions'],
    [{ objects: true as const }, 'its objects'],
    [{ logs: true as const }, 'its logs'],
    [{}, undefined],
    [undefined, undefined],
  ])('%j: %s', (contents, description) => {
    expect(describeContents(contents)).toBe(description);
  });
});
