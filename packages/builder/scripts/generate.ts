/**
 * Regenerates the JSON Schema, parts of the documentation from the tables of keys, permissions, commands and requests,
 * and the tables of AWS's operations from AWS's clients.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { awsModelFiles } from './aws-models.ts';
import { documentation, schemaFile } from './generated-files.ts';

const fileOf = (path: string) => new URL(`../${path}`, import.meta.url);

writeFileSync(fileOf('lambda.schema.json'), schemaFile());
for (const [path, text] of documentation((page) => readFileSync(fileOf(page), 'utf8')))
  writeFileSync(fileOf(path), text);
for (const [name, source] of awsModelFiles()) writeFileSync(fileOf(`src/local/aws/model/${name}`), source);
