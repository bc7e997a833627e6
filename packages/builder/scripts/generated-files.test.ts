import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { awsModelFiles } from './aws-models.ts';
import { generatedParts, schemaFile, withGeneratedParts } from './generated-files.ts';

const read = (name: string) => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');

describe('the files that pnpm generate writes', () => {
  it('include an up-to-date lambda.schema.json', () => {
    expect(read('lambda.schema.json')).toBe(schemaFile());
  });

  it.each([...awsModelFiles()])('include an up-to-date table of the operations of AWS: %s', (name, source) => {
    expect(read(`src/local/aws/model/${name}`)).toBe(source);
  });

  it('include up-to-date parts of the README', () => {
    const readme = read('README.md');
    expect(readme).toBe(withGeneratedParts(readme));
    expect([...readme.matchAll(/^<!-- \/(\w+) -->$/gm)].map(([, name]) => name)).toEqual(generatedParts);
  });
});
