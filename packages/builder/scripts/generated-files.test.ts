import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { schemaFile, withGeneratedParts } from './generated-files.ts';

const read = (name: string) => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');

describe('what is generated (pnpm generate)', () => {
  it('is current in lambda.schema.json', () => {
    expect(read('lambda.schema.json')).toBe(schemaFile());
  });

  it('is current in the README', () => {
    const readme = read('README.md');
    expect(readme).toBe(withGeneratedParts(readme));
  });
});
