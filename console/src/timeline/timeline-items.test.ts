import { describe, expect, it } from 'vitest';
import type { InvocationSummary } from '../api/types.ts';
import { indexOfSelected, keyOf, timelineItems } from './timeline-items.ts';

const all = { text: '', status: '', source: '', function: '' };
const running = (requestId: string, startedAt: number) => ({ requestId, function: 'orders', startedAt, lines: [] });
const record: InvocationSummary = {
  id: 7,
  requestId: 'done',
  function: 'orders',
  source: 'invoke',
  status: 'success',
  startedAt: 0,
  durationMs: 1,
  attempt: 1,
  pinned: false,
};
const ended = { ...running('ended', 1), endedSeq: 5 };

describe('the rows of the timeline', () => {
  it('are what runs, newest first, then what has ended without a record, then the records', () => {
    const content = { records: [record], running: [running('a', 2), running('b', 3)], ended: [ended], coveredSeq: 4 };
    expect(timelineItems(content, all).map(keyOf)).toEqual(['b', 'a', 'ended', '7']);
    expect(timelineItems({ ...content, coveredSeq: 5 }, all).map(keyOf)).toEqual(['b', 'a', '7']);
    expect(timelineItems(content, { ...all, function: 'mails' }).map(keyOf)).toEqual(['7']);
    expect(timelineItems(content, { ...all, status: 'error' }).map(keyOf)).toEqual(['7']);
  });

  it('are selected by number or request id', () => {
    const items = timelineItems({ records: [record], running: [running('a', 2)], ended: [], coveredSeq: 0 }, all);
    expect(['', '7', 'done', 'a', 'x'].map((id) => indexOfSelected(items, id))).toEqual([-1, 1, 1, 0, -1]);
  });
});
