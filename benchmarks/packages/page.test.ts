import { describe, expect, it } from 'vitest';
import { entries } from './list.ts';
import { differences, type Outcome, readReport } from './outcome.ts';
import { pageOf } from './page.ts';

const outcome: Outcome = {
  entry: { name: 'zod', packages: ['zod'], call: '`parse`' },
  versions: ['4.6.7'],
  bytes: 3_100_000,
  reasons: [],
  rounds: [30, 31, 38].map((cpu) => ({ without: { wall: 45, cpu: 42 }, with: { wall: cpu + 2, cpu } })),
  failures: [],
};
const page = (changes: Partial<Outcome>) => pageOf([{ ...outcome, ...changes }], 'a machine').replace(/ +/g, ' ');

describe('the page on packages', () => {
  it('shows the size of a snapshot, and both starts', () => {
    expect(page({})).toContain('| zod 4.6.7 | `parse` | yes | 3.1 MB | 42 ms | 31 ms | 0.74 |');
  });

  it('says why there is no snapshot', () => {
    const text = page({ bytes: undefined, reasons: ['zod has native code'] });
    expect(text).toContain('| zod 4.6.7 | `parse` | no | – | 42 ms | – | – |');
    expect(text).toContain('- zod: zod has native code');
  });

  it('marks a snapshot that makes the start hardly faster', () => {
    const rounds = [{ without: { wall: 40, cpu: 38 }, with: { wall: 37, cpu: 36 } }];
    expect(page({ rounds })).toContain('| yes, no gain |');
  });

  it('says why a part is not in the snapshot', () => {
    const text = page({ reasons: ['undici reads HTTP_PROXY'] });
    expect(text).toContain('| in part |');
    expect(text).toContain('- zod: undici reads HTTP_PROXY');
  });

  it('shows what does not work', () => {
    const text = page({ failures: differences({ sources: '1', none: '1', libraries: '2' }) });
    expect(text).toContain('| **fails** |');
    expect(text).toContain('- zod: libraries: responds 2 instead of 1');
  });
});

describe('the report of a build', () => {
  const manifest = (start: object) => JSON.stringify({ alr: { start } });

  it('has the size of the snapshot, and each reason once', () => {
    const printed = 'snapshot: without pg reads TZ\nsnapshot: without pg reads TZ\nsnapshot: libraries, of 3 packages';
    expect(readReport(outcome.entry, printed, manifest({ megabytes: 3.5 }), [])).toEqual({
      bytes: 3_500_000,
      reasons: ['pg reads TZ'],
    });
  });

  it('says why there is no snapshot', () => {
    const none = manifest({ snapshot: 'none', reason: 'it is too large' });
    expect(readReport(outcome.entry, '', none, [])).toEqual({ bytes: undefined, reasons: ['it is too large'] });
  });

  it('says that a package with native code is not in the snapshot', () => {
    expect(readReport({ packages: ['sharp'] }, '', manifest({ megabytes: 3.5 }), ['sharp'])).toEqual({
      bytes: undefined,
      reasons: ['sharp is beside the bundle'],
    });
  });
});

describe('the list of packages', () => {
  it('has one function for each name', () => {
    expect(new Set(entries.map(({ name }) => name)).size).toBe(entries.length);
  });
});
