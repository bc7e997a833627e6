import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { awsModelFiles } from './aws-models.ts';
import { documentation, generatedParts, schemaFile } from './generated-files.ts';

const PACKAGE = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string) => readFileSync(join(PACKAGE, path), 'utf8');

describe('the files that pnpm generate writes', () => {
  it('include an up-to-date lambda.schema.json', () => {
    expect(read('lambda.schema.json')).toBe(schemaFile());
  });

  it.each([...awsModelFiles()])('include an up-to-date table of the operations of AWS: %s', (name, source) => {
    expect(read(`src/local/aws/model/${name}`)).toBe(source);
  });

  it('include up-to-date parts of the documentation', () => {
    for (const [path, text] of documentation(read)) expect(read(path), path).toBe(text);
  });

  it('include each generated part once', () => {
    const pages = [...documentation(read).values()].join('\n');
    const names = [...pages.matchAll(/^<!-- \/([\w-]+) -->$/gm)].map(([, name]) => name);
    expect(names.sort()).toEqual([...generatedParts].sort());
  });
});
