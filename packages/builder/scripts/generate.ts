/**
 * Regenerates the JSON Schema and parts of the README from the tables of keys, permissions and commands, and the tables
 * of AWS's operations from AWS's clients.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { awsModelFiles } from './aws-models.ts';
import { schemaFile, withGeneratedParts } from './generated-files.ts';

const readme = new URL('../README.md', import.meta.url);
writeFileSync(new URL('../lambda.schema.json', import.meta.url), schemaFile());
writeFileSync(readme, withGeneratedParts(readFileSync(readme, 'utf8')));
for (const [name, source] of awsModelFiles()) {
  writeFileSync(new URL(`../src/local/aws/model/${name}`, import.meta.url), source);
}
