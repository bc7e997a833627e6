import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { completeTraceHeader } from '../../function/invocation/invocation.ts';
import { nextTurn } from './lineage.ts';

const ROOT = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';

describe('nextTurn', () => {
  it('counts the invocations of each function, whatever other functions do between them', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('arn:a', 'arn:b', 'arn:c'), { maxLength: 40 }), (functions) => {
        const counts = new Map<string, number>();
        let header: string | undefined = ROOT;
        for (const arn of functions) {
          const turn = nextTurn(header, arn);
          expect(turn.earlier).toBe(counts.get(arn) ?? 0);
          counts.set(arn, turn.earlier + 1);
          // The invocation passes it on.
          header = completeTraceHeader(turn.traceHeader);
          expect(header.startsWith(ROOT)).toBe(true);
        }
      }),
    );
  });

  it('begins a lineage, and continues one of AWS', () => {
    expect(nextTurn(ROOT, 'arn:a').traceHeader).toMatch(/^Root=.+;Sampled=1;Lineage=1:[\da-f]{8}:1$/);
    expect(nextTurn(undefined, 'arn:a').traceHeader).toMatch(/^Lineage=1:[\da-f]{8}:1$/);
    expect(nextTurn(`${ROOT};Lineage=7:0a1b2c3d:3`, 'arn:a').traceHeader).toMatch(
      /;Lineage=8:0a1b2c3d:3\|[\da-f]{8}:1$/,
    );
  });

  it('accepts any text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(nextTurn(`Lineage=${text}`, 'arn:a').earlier).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
