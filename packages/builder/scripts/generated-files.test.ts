import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { generatedParts, schemaFile, withGeneratedParts } from './generated-files.ts';

const read = (name: string) => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');

describe('the files that pnpm generate writes', () => {
  it('include an up-to-date lambda.schema.json', () => {
    expect(read('lambda.schema.json')).toBe(schemaFile());
  });

  it('include up-to-date parts of the README', () => {
    const readme = read('README.md');
    expect(readme).toBe(withGeneratedParts(readme));
    expect([...readme.matchAll(/^<!-- \/(\w+) -->$/gm)].map(([, name]) => name)).toEqual(generatedParts);
  });
});
