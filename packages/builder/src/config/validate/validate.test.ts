import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Document, isMap } from 'yaml';
import { keyPaths } from '../keys/keys.ts';
import { triggerTypes } from '../keys/trigger-keys.ts';
import { readEnvFile } from '../read/read-env-file.ts';
import { readYaml } from '../read/read-yaml.ts';
import { fillInReferences } from '../read/references.ts';
import type { ConfigurationFile } from '../read/setting.ts';
import { validate } from './validate.ts';

/** Judges a file, whose text may be anything; each problem's place must be in the text. */
function judge(read: (text: string, file: string) => ConfigurationFile, text: string): void {
  const { problems, warnings, settings } = validate(fillInReferences(read(text, 'f'), {}));
  expect(settings === undefined).toBe(problems.length > 0);
  const lines = text.split(/\r\n|[\n\r]/);
  for (const { place, message } of [...problems, ...warnings]) {
    expect(message).not.toBe('');
    expect(place.line).toBeLessThanOrEqual(lines.length);
  }
}

const scalar = fc.oneof(
  fc.constantFrom('app.MyLambda', 'true', '~', `\${X:-5}`, `\${X`, '3', '-1', 'q.fifo', ...triggerTypes),
  fc.string(),
  fc.integer(),
  fc.constant(null),
);
const value = fc.oneof(scalar, fc.array(scalar, { maxLength: 3 }), fc.dictionary(fc.string({ maxLength: 5 }), scalar));

/** Settings at paths that there are, and that there are not, with values of any kind. */
const anySettings = fc
  .array(fc.tuple(fc.oneof(fc.constantFrom<string>(...keyPaths), fc.string({ maxLength: 8 })), value), {
    maxLength: 12,
  })
  .map((pairs) => {
    const document = new Document({});
    for (const [path, one] of pairs) {
      const names = path.split('.');
      const isFree = names.every((_, depth) => isMapOrNothing(document.getIn(names.slice(0, depth), true)));
      if (isFree) document.setIn(names, document.createNode(one));
    }
    return document.toString();
  });

function isMapOrNothing(node: unknown): boolean {
  return node === undefined || isMap(node);
}

describe('validation', () => {
  it('judges any text as YAML, and never breaks', () => {
    fc.assert(fc.property(fc.string(), (text) => judge(readYaml, text)));
  });

  it('judges any settings, at any path, and never breaks', () => {
    fc.assert(
      fc.property(anySettings, (settings) => judge(readYaml, settings)),
      { numRuns: 500 },
    );
  });

  it('judges any text as a file of variables, and never breaks', () => {
    const line = fc.oneof(
      fc.string(),
      fc.tuple(fc.constantFrom('TIMEOUT', 'TAGS', 'S3_EVENT', 'X'), fc.string()).map((pair) => pair.join('=')),
    );
    fc.assert(
      fc.property(
        fc.array(line).map((lines) => lines.join('\n')),
        (text) => judge(readEnvFile, text),
      ),
    );
  });

  it('resolves aliases, and does not mind that one is in itself', () => {
    judge(readYaml, 'image: &i { handler: app }\nlambda: &l { name: *l, vpc: *l }\ntrigger: *i\n');
    const { settings } = validate(
      readYaml('image: { handler: &h app }\nlambda: { name: *h }\ntrigger: { type: none }\n', 'f'),
    );
    expect(settings?.['lambda.name']).toBe('app');
  });
});
