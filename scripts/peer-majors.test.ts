import { describe, expect, it } from 'vitest';
import { findMissingMajors, type Manifest, readChangeset } from './peer-majors.ts';

const packages: Manifest[] = [
  { name: '@alr/context' },
  { name: '@alr/runtime', peerDependencies: { '@alr/context': '^1.0.0' } },
];

describe('readChangeset', () => {
  it('reads the bump of each package', () => {
    const text = `---\n'@alr/context': major\n"@alr/runtime": patch\n---\n\nnot: minor\n`;
    expect([...readChangeset(text)]).toEqual([
      ['@alr/context', 'major'],
      ['@alr/runtime', 'patch'],
    ]);
  });

  it('reads an empty changeset', () => {
    expect(readChangeset('---\n---\n').size).toBe(0);
  });
});

describe('findMissingMajors', () => {
  it('reports a major of a peer without a major of its dependent', () => {
    const changesets = [new Map([['@alr/context', 'major' as const]]), new Map([['@alr/runtime', 'minor' as const]])];
    expect(findMissingMajors(changesets, packages)).toEqual([
      '@alr/context gets a major, and @alr/runtime has it as a peer: give @alr/runtime a major changeset too',
    ]);
  });

  it('accepts majors of both, in any changesets', () => {
    const changesets = [new Map([['@alr/context', 'major' as const]]), new Map([['@alr/runtime', 'major' as const]])];
    expect(findMissingMajors(changesets, packages)).toEqual([]);
  });

  it('accepts a minor of a peer alone', () => {
    expect(findMissingMajors([new Map([['@alr/context', 'minor' as const]])], packages)).toEqual([]);
  });
});
