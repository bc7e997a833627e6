/** Regenerates what follows from the tables of keys, permissions and commands: the JSON Schema and parts of the README. */
import { readFileSync, writeFileSync } from 'node:fs';
import { schemaFile, withGeneratedParts } from './generated-files.ts';

const readme = new URL('../README.md', import.meta.url);
writeFileSync(new URL('../lambda.schema.json', import.meta.url), schemaFile());
writeFileSync(readme, withGeneratedParts(readFileSync(readme, 'utf8')));
