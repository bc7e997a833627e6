import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { PassThrough } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorParts } from './error-lines.ts';
import { findStacks, readableStacks } from './readable-stacks.ts';

const SOURCE = `import { count } from './count.ts';

export function totalOf(order) {
\treturn order.items.reduce((sum, item) => sum + count(item), 0);
}

export const done = true;
`;

let directory: string;
let stock: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'alr-stacks-'));
  stock = join(directory, 'stock of all.ts');
  await writeFile(stock, SOURCE);
  await mkdir(join(directory, 'linked/src'), { recursive: true });
  await writeFile(join(directory, 'linked/package.json'), '{ "name": "@alr/runtime" }');
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const noTerminal = new PassThrough();
const show = (text: string) => readableStacks(findStacks(text.split('\n')), noTerminal);

describe('the stack of an error', () => {
  it('has the frames of the user, the source at the first one, and a note about all others', () => {
    const text = `TypeError: no items
    at Array.reduce (<anonymous>)
    at totalOf (${pathToFileURL(stock)}:4:21)
    at xy (${join(directory, 'node_modules/.pnpm/pg@1/node_modules/pg/index.js')}:1:1)
    at async MyLambda.handler (${join(directory, 'app.ts')}:9:5)
    at Je (${join(directory, 'linked/src/runtime.ts')}:1:1)
    at node:internal/main:4:5`;
    expect(show(text)).toEqual([
      'TypeError: no items',
      expect.stringMatching(/^ {4}at totalOf \(.*stock of all\.ts:4:21\)$/),
      '        2 |',
      '        3 | export function totalOf(order) {',
      '      > 4 |   return order.items.reduce((sum, item) => sum + count(item), 0);',
      '          |                      ^',
      '        5 | }',
      expect.stringMatching(/^ {4}at async MyLambda\.handler \(.*app\.ts:9:5\)$/),
      '    (and 4 frames of Node, pg and @alr/runtime)',
    ]);
  });

  it('has paths that are relative to the working directory', () => {
    expect(show(`Error: no\n    at f (${resolve('src/none.ts')}:1:1)`)).toEqual([
      'Error: no',
      `    at f (${join('src', 'none.ts')}:1:1)`,
    ]);
  });

  it('has the frames of other packages if none is of the user', () => {
    const text = 'Error: no\n    at query (/app/node_modules/pg/index.js:1:1)\n    at node:net:2:3';
    expect(show(text)).toEqual([
      'Error: no',
      expect.stringMatching(/^ {4}at query \(.*node_modules\/pg\/index\.js:1:1\)$/),
      '    (and 1 frame of Node)',
    ]);
  });

  it('is left out if all of it is in Node and our packages', () => {
    expect(show('Error: no\n    at Je (/app/node_modules/@alr/runtime/dist/a.js:1:1)\n    at node:net:2:3')).toEqual([
      'Error: no',
    ]);
  });

  it('is also that of its causes, and the source is shown once', () => {
    const frame = `    at totalOf (${stock}:4:21)`;
    const error = { errorType: 'Error', errorMessage: 'outer', stackTrace: [frame] };
    const cause = { errorType: 'TypeError', errorMessage: 'inner', stackTrace: [frame] };
    const lines = readableStacks(errorParts({ ...error, cause, errors: [cause] }), noTerminal);
    expect(lines.filter((line) => line.includes('reduce'))).toHaveLength(1);
    expect(lines).toContain('  [cause]: TypeError: inner');
    expect(lines).toContain('  [error]: TypeError: inner');
    expect(lines.filter((line) => line.includes('at totalOf'))).toHaveLength(3);
  });

  it('is that of the cause alone if the runtime says what the cause says', () => {
    const text = 'TypeScript enum is not supported in strip-only mode';
    const file = resolve('src/app.ts');
    const stack = [`${pathToFileURL(file)}:1`, 'enum A { b }', '^^^^^^^^^^^^', '', `SyntaxError: ${text}`];
    const cause = { errorType: 'SyntaxError', errorMessage: text, stackTrace: [...stack, '    at node:internal:1:1'] };
    const error = { errorType: 'Runtime.UserCodeSyntaxError', errorMessage: `${file} cannot be parsed: ${text}` };
    const stackTrace = ['at Je (/app/node_modules/@alr/runtime/dist/a.js:1:1)'];
    expect(readableStacks(errorParts({ ...error, stackTrace, cause }), noTerminal)).toEqual([
      `Runtime.UserCodeSyntaxError: ${error.errorMessage}`,
      `    ${join('src', 'app.ts')}:1`,
      '    enum A { b }',
      '    ^^^^^^^^^^^^',
    ]);
    const ofUser = { ...error, errorType: 'ConfigError', cause };
    expect(readableStacks(errorParts(ofUser), noTerminal)).toContain(`  [cause]: SyntaxError: ${text}`);
  });

  it('counts frames that repeat', () => {
    const frame = '    at f (/app/none.ts:1:1)';
    const lines = show(`RangeError: too deep\n${frame}\n${frame}\n    at g (/app/none.ts:2:1)\n${frame}`);
    expect(lines.slice(1).map((line) => line.replace(/\(\S*none/, '(none'))).toEqual([
      '    at f (none.ts:1:1) (2 times)',
      '    at g (none.ts:2:1)',
      '    at f (none.ts:1:1)',
    ]);
  });

  it('begins after the message, even if that looks like a stack', () => {
    const message = `deep\n    at fake (${stock}:1:1)`;
    const frames = [`    at totalOf (${stock}:4:21)`];
    const error = { errorType: 'TypeError', errorMessage: message };
    for (const stackTrace of [frames, [...`TypeError: ${message}`.split('\n'), ...frames]]) {
      const lines = readableStacks(errorParts({ ...error, stackTrace }), noTerminal);
      expect(lines.slice(0, 2)).toEqual(`TypeError: ${message}`.split('\n'));
      expect(lines[2]).toMatch(/at totalOf/);
      expect(lines[6]).toContain('^');
      expect(lines.filter((line) => line.includes('fake'))).toHaveLength(1);
    }
  });

  it('keeps what Node prints around it', () => {
    const lines = show(inspect(new Error('outer', { cause: new Error('inner') })));
    expect(lines[0]).toBe('Error: outer');
    expect(lines.find((line) => line.startsWith('  [cause]: Error: inner'))).toBeDefined();
    expect(lines.join('\n')).toMatch(/\(and \d+ frames? of .*\) \{\n {2}\[cause\]/);
    expect(lines.at(-1)).toBe('}');
  });

  it('has no source if there is none on this machine', () => {
    expect(show('Error: no\n    at f (/var/task/out/none.mjs:1:1)')).toHaveLength(2);
    expect(show(`Error: no\n    at f (${stock}:400:1)`)).toHaveLength(2);
  });

  it('has no source from a file that is not source code', async () => {
    const secret = join(directory, 'lambda.env');
    await writeFile(secret, 'PASSWORD=s3cret\n');
    expect(show(`Error: no\n    at f (${secret}:1:1)`).join('\n')).not.toContain('s3cret');
  });
});

describe('a text without a stack', () => {
  it('is unchanged', () => {
    fc.assert(
      fc.property(fc.array(fc.string().filter((line) => !/^\s*(at |\.\.\.)/.test(line))), (lines) => {
        expect(readableStacks(findStacks(lines), noTerminal)).toEqual(lines);
      }),
    );
  });
});

describe('any stack', () => {
  it('becomes readable text', () => {
    const frame = fc.oneof(
      fc.string(),
      fc.tuple(fc.string(), fc.integer(), fc.integer()).map(([path, line, column]) => `f (${path}:${line}:${column})`),
      fc.webUrl().map((url) => `f (file://${url.slice(7)}:1:1)`),
    );
    fc.assert(
      fc.property(fc.array(frame.map((text) => `    at ${text}`)), (lines) => {
        expect(readableStacks(findStacks(['Error: no', ...lines]), noTerminal)[0]).toBe('Error: no');
      }),
    );
  });
});
