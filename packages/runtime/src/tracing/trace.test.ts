import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toTraceparent } from './trace.ts';

const ROOT = 'Root=1-5759e988-bd862e3fe1be46a994272793';

describe('the W3C trace context of an X-Ray header', () => {
  it.each([
    ['sampled', `${ROOT};Parent=53995c3f42cd8ad8;Sampled=1`, '01'],
    ['not sampled', `${ROOT};Parent=53995c3f42cd8ad8;Sampled=0`, '00'],
    ['with a deferred decision', `${ROOT};Parent=53995c3f42cd8ad8;Sampled=?`, '00'],
    ['without a decision', `${ROOT};Parent=53995c3f42cd8ad8`, '00'],
    ['in another order, with spaces and a lineage', `Sampled=1; Lineage=1:a:0; Parent=53995c3f42cd8ad8; ${ROOT}`, '01'],
    ['in upper case', `${ROOT};Parent=53995C3F42CD8AD8;Sampled=1`, '01'],
  ])('has the trace, the parent and the flag: %s', (_what, header, flag) => {
    expect(toTraceparent(header)).toBe(`00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-${flag}`);
  });

  it.each([
    ['no parent', ROOT],
    ['no root', 'Parent=53995c3f42cd8ad8;Sampled=1'],
    ['a root of another length', 'Root=1-5759e988-bd86;Parent=53995c3f42cd8ad8'],
    ['a parent of another length', `${ROOT};Parent=5399`],
    ['nothing', ''],
  ])('is undefined if the header has %s', (_what, header) => {
    expect(toTraceparent(header)).toBeUndefined();
  });

  it('is well formed or undefined for any header', () => {
    const part = fc.constantFrom(ROOT, 'Parent=53995c3f42cd8ad8', 'Sampled=1', 'Self=1-2', 'x', '');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(part).map((parts) => parts.join(';')),
        ),
        (header) => {
          expect(toTraceparent(header) ?? '00-0-0-00').toMatch(/^00-[0-9a-f]+-[0-9a-f]+-0[01]$/);
        },
      ),
    );
  });
});
