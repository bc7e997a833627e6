import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { completeTraceHeader } from './invocation.ts';

describe('completeTraceHeader', () => {
  const header = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';

  it('keeps a complete header unchanged', () => {
    expect(completeTraceHeader(header)).toBe(header);
  });

  it('adds the missing fields, unsampled by default', () => {
    expect(completeTraceHeader('Root=1-5759e988-bd862e3fe1be46a994272793')).toMatch(
      /^Root=1-5759e988-bd862e3fe1be46a994272793;Parent=[\da-f]{16};Sampled=0$/,
    );
    expect(completeTraceHeader(undefined, false, 0x5759e988 * 1000)).toMatch(/^Root=1-5759e988-[\da-f]{24};Parent=/);
  });

  it('always has Root, Parent and Sampled', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(completeTraceHeader(text)).toMatch(/^Root=[^;]+;Parent=[^;]+;Sampled=[01]$/s);
      }),
    );
  });
});
