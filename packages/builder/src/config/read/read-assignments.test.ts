import { readFile } from 'node:fs/promises';
import { parseEnv } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatProblem, type Problem } from './problem.ts';
import { readAssignments } from './read-assignments.ts';

function read(text: string) {
  const problems: Problem[] = [];
  const { assignments } = readAssignments(text, 'my.env', problems);
  return { variables: assignments.map(({ name, text }) => [name, text]), problems: problems.map(formatProblem) };
}

/** The value of A in a file with this text, which has to be valid. */
function valueIn(text: string): unknown {
  const { variables, problems } = read(text);
  expect(problems).toEqual([]);
  return new Map(variables as [string, string][]).get('A');
}

describe('a value without quotes', () => {
  it.each([
    ['A=s3cr#et', 's3cr#et'],
    ['A=#tag', '#tag'],
    ['A=a#b # comment', 'a#b'],
    ['A=a\t# comment', 'a'],
    ['A= # comment', ''],
    ['A=', ''],
    ['A=  a  b  ', 'a  b'],
    ["A=it's", "it's"],
    ['A=x"y"', 'x"y"'],
    ['A=a=b==', 'a=b=='],
    ['A=C:\\new\\dir\\', 'C:\\new\\dir\\'],
    ['A=$B $(id) $$ `id`', '$B $(id) $$ `id`'],
    ['A=\u00a0x\u2028y\u0085', '\u00a0x\u2028y\u0085'],
    ['export A=b', 'b'],
    [' export\tA = b', 'b'],
    ['A ?= b', 'b'],
    ['A := b', 'b'],
  ])('%j is %j', (text, value) => {
    expect(valueIn(text)).toBe(value);
  });
});

describe('a value in quotes', () => {
  it.each([
    ['A="a # b"', 'a # b'],
    ['A="a\\nb\\r\\t\\d"', 'a\nb\r\\t\\d'],
    ['A="say \\"hi\\""', 'say "hi"'],
    ['A="C:\\\\new\\\\"', 'C:\\new\\'],
    ['A=\'a\\nb "c" `d`\'', 'a\\nb "c" `d`'],
    ['A=`"a" \'b\'\\`', '"a" \'b\'\\'],
    ['A="a\nb # c\n\nd"  # comment', 'a\nb # c\n\nd'],
    ['A="a\r\nb"\r\nB=c\r\n', 'a\nb'],
    ['A="  a "', '  a '],
    ["A=''", ''],
    [`A="\${B:-\\"c\\"}"`, `\${B:-"c"}`],
  ])('%j is %j', (text, value) => {
    expect(valueIn(text)).toBe(value);
  });
});

describe('a file', () => {
  it('may start with a byte order mark, and have the line ends of any system', () => {
    const { variables, problems } = read('\uFEFFA=1\r\nB=2\rC="3"\n# D=4\n\n  # E=5\nF=6');
    expect(variables).toEqual([
      ['A', '1'],
      ['B', '2'],
      ['C', '3'],
      ['F', '6'],
    ]);
    expect(problems).toEqual([]);
  });

  it.each([
    ['s3cret', 'my.env:1:1: this line is not an assignment'],
    ['A=1\nexport s3cret', 'my.env:2:1: this line is not an assignment'],
    ['s3-cret=1', 'my.env:1:1: this line is not an assignment'],
    ['A: s3cret', 'my.env:1:1: this line is not an assignment'],
    ['A="s3cret\nB=s3cret', 'my.env:1:3: the value of A has no closing quote'],
    ["A='s3cret's", 'my.env:1:3: the value of A continues after its closing quote'],
    ['A="s3"#cret', 'my.env:1:3: the value of A continues after its closing quote'],
    ['A=1\nA=s3cret', 'my.env:2:3: A is already set at my.env:1:3'],
    ['A="x\ny\nz"\nA=s3cret', 'my.env:4:3: A is already set at my.env:1:3'],
    ['A=s3\0cret', 'my.env:1:3: the value of A contains a null character'],
  ])('is reported by positions and names, without its text: %j', (text, expected) => {
    const { problems } = read(text);
    expect(problems).toEqual([expect.stringContaining(expected)]);
    expect(problems.join()).not.toMatch(/s3|cret/);
  });
});

const anyText = fc.string({
  unit: fc.oneof(fc.constantFrom(...'#"\'`\\$ {}=\n\t'), fc.string({ unit: 'grapheme', maxLength: 1 })),
});
const storable = anyText.map((text) => text.replaceAll('\0', '').replaceAll('\r', '\n'));

describe('any value', () => {
  it('is read as it was written in double quotes', () => {
    fc.assert(
      fc.property(anyText, (value) => {
        const text = value.replaceAll('\0', '');
        const escaped = text.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
        expect(valueIn(`A="${escaped}" # ${escaped}\nB=c`)).toBe(text);
      }),
    );
  });

  it.each(["'", '`'])('is read as it was written in %s, if it does not contain them', (quote) => {
    fc.assert(
      fc.property(storable, (value) => {
        const text = value.replaceAll(quote, '');
        expect(valueIn(`A=${quote}${text}${quote}\nB=c`)).toBe(text);
      }),
    );
  });

  it('is read as it was written without quotes, if it is one line without comments and outer blanks', () => {
    fc.assert(
      fc.property(storable, (value) => {
        const text = value.replaceAll('\n', '').replace(/[ \t]+(?=#|$)|^[ \t]+/g, '');
        fc.pre(!/^["'`]/.test(text));
        expect(valueIn(`A=${text} \t# comment\nB=c`)).toBe(text);
      }),
    );
  });

  it('is read as by Node, apart from "#" without a blank before it and escaped backslashes and quotes', () => {
    const form = fc.constantFrom<(text: string) => string>(
      // Node takes the next line for the value if there are only blanks.
      (text) => `x${text.replace(/[#\n]/g, '')}`,
      (text) => `"${text.replace(/["\\]/g, '')}"`,
      (text) => `'${text.replaceAll("'", '')}'`,
      (text) => `\`${text.replaceAll('`', '')}\``,
    );
    fc.assert(
      fc.property(storable, form, (text, inForm) => {
        const file = `A=${inForm(text)}\nB=c`;
        expect(valueIn(file)).toBe(parseEnv(file).A);
      }),
    );
  });
});

describe('the text of a file', () => {
  it('is never part of a problem, apart from names', () => {
    const line = fc
      .array(fc.constantFrom('A', ' ', '=', '"', "'", '`', '#', '\\', '${', '}', 'export ', '\r', 's3cret', '[', ':'))
      .map((parts) => parts.join(''))
      // A name in front of "=" may be printed.
      .filter((text) => !/s3cret(?=\w*\s*[?:]?=)/.test(text));
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        expect(read(lines.join('\n')).problems.join('\n')).not.toContain('s3cret');
      }),
    );
  });
});

describe('the example in the documentation', () => {
  it('is read as its comments say', async () => {
    const page = await readFile(new URL('../../../docs/configuration.md', import.meta.url), 'utf8');
    const example = /## Files of variables\n.*?```sh\n(.*?)```/s.exec(page)?.[1] ?? '';
    expect(read(example)).toEqual({
      variables: [
        ['TABLE', 'orders'],
        ['DB_PASSWORD', 's3cr#et'],
        ['GREETING', 'Hello,\n"you"'],
        ['PATTERN', '^\\d+ "x" $'],
        ['KEY', '-----BEGIN KEY-----\nMIIB\n-----END KEY-----'],
        ['EMPTY', ''],
      ],
      problems: [],
    });
  });
});
