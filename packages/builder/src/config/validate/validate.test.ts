import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Document, isMap } from 'yaml';
import { keyPaths } from '../keys/keys.ts';
import { triggerTypes } from '../keys/trigger-keys.ts';
import type { ConfigurationFile } from '../read/configuration-file.ts';
import { expandReferences } from '../read/expand-references.ts';
import { readEnvFile } from '../read/read-env-file.ts';
import { readYaml } from '../read/read-yaml.ts';
import { validate } from './validate.ts';

/** Validates any text as a file; the location of each problem must be in the text. */
function validateText(read: (text: string, file: string) => ConfigurationFile, text: string): void {
  const { problems, warnings, settings } = validate(expandReferences(read(text, 'f'), {}), '.');
  expect(settings === undefined).toBe(problems.length > 0);
  const lines = text.split(/\r\n|[\n\r]/);
  for (const { location, message } of [...problems, ...warnings]) {
    expect(message).not.toBe('');
    expect(location.line).toBeLessThanOrEqual(lines.length);
  }
}

const scalar = fc.oneof(
  fc.constantFrom('app.MyLambda', 'true', '~', `\${X:-5}`, `\${X`, '3', '-1', 'q.fifo', ...triggerTypes),
  fc.string(),
  fc.integer(),
  fc.constant(null),
);
const value = fc.oneof(scalar, fc.array(scalar, { maxLength: 3 }), fc.dictionary(fc.string({ maxLength: 5 }), scalar));

/** Settings of existing and unknown keys, with values of any kind. */
const anySettings = fc
  .array(fc.tuple(fc.oneof(fc.constantFrom<string>(...keyPaths), fc.string({ maxLength: 8 })), value), {
    maxLength: 12,
  })
  .map((pairs) => {
    const document = new Document({});
    for (const [path, value] of pairs) {
      const names = path.split('.');
      const isFree = names.every((_, depth) => isMapOrUndefined(document.getIn(names.slice(0, depth), true)));
      if (isFree) document.setIn(names, document.createNode(value));
    }
    return document.toString();
  });

function isMapOrUndefined(node: unknown): boolean {
  return node === undefined || isMap(node);
}

describe('validation', () => {
  it('never throws for any text as YAML', () => {
    fc.assert(fc.property(fc.string(), (text) => validateText(readYaml, text)));
  });

  it('never throws for any settings at any path', () => {
    fc.assert(
      fc.property(anySettings, (settings) => validateText(readYaml, settings)),
      { numRuns: 500 },
    );
  });

  it('never throws for any text as a file of variables', () => {
    const line = fc.oneof(
      fc.string(),
      fc.tuple(fc.constantFrom('TIMEOUT', 'TAGS', 'S3_EVENT', 'X'), fc.string()).map((pair) => pair.join('=')),
    );
    fc.assert(
      fc.property(
        fc.array(line).map((lines) => lines.join('\n')),
        (text) => validateText(readEnvFile, text),
      ),
    );
  });

  it('resolves aliases, even one that contains itself', () => {
    validateText(readYaml, 'image: &i { handler: app }\nlambda: &l { name: *l, vpc: *l }\ntrigger: *i\n');
    const yaml = 'image: { handler: &h app }\nlambda: { name: *h }\ntrigger: { type: none }\n';
    expect(validate(readYaml(yaml, 'f'), '.').settings?.lambda.name).toBe('app');
  });
});
