import { beforeEach, describe, expect, it } from 'vitest';
import { failureLog } from './failure-log.ts';
import type { RecordFormat } from './record.ts';
import { RuntimeLogger } from './runtime-logger.ts';
import { StderrTarget } from './stderr-target.ts';

let lines: string[];

beforeEach(() => {
  lines = [];
});

function failures(format: RecordFormat) {
  const target = new StderrTarget('info', format, (line) => void lines.push(line));
  return failureLog(new RuntimeLogger(target, () => undefined), format);
}

const error = Object.assign(new RangeError('broken', { cause: new Error('why') }), { code: 'E' });

describe('a failure in our own records', () => {
  it.each([
    ['start', 'the function failed to start: '],
    ['handler', 'the handler failed: '],
    ['stream', 'the response stream failed: '],
    ['exception', 'uncaught exception: '],
    ['rejection', 'unhandled rejection: '],
  ] as const)('is logged at level error in text and JSON: %s', (failure, text) => {
    failures({ format: 'text', form: 'own' })(failure, error);
    failures({ format: 'json', form: 'own' })(failure, error);
    expect(lines[0]).toContain(`\tERROR\t${text}RangeError: broken`);
    expect(JSON.parse(lines[1] ?? '')).toMatchObject({
      level: 'ERROR',
      message: `${text}RangeError: broken`,
      errorType: 'RangeError',
      code: 'E',
      cause: { errorMessage: 'why' },
    });
  });
});

describe('a failure in the records of AWS’s Node runtime', () => {
  it.each([
    ['start', 'Init Error'],
    ['handler', 'Invoke Error'],
    ['stream', 'Invoke Error'],
    ['exception', 'Uncaught Exception'],
    ['rejection', 'Unhandled Promise Rejection'],
  ] as const)('is its name and the JSON of the error as text: %s', (failure, name) => {
    failures({ format: 'text', form: 'aws' })(failure, error);
    const [, , level, title, json] = lines[0]?.split('\t') ?? [];
    expect([level, title]).toEqual(['ERROR', `${name} `]);
    expect(JSON.parse(json ?? '')).toMatchObject({
      errorType: 'RangeError',
      errorMessage: 'broken',
      code: 'E',
      stack: [
        'RangeError: broken',
        ...Array(error.stack?.split('\n').slice(1).length).fill(expect.stringMatching(/^ {4}at /)),
      ],
    });
  });

  it('is the error as the message in JSON, with its type and message beside it', () => {
    failures({ format: 'json', form: 'aws' })('handler', error);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'ERROR',
      message: { errorType: 'RangeError', errorMessage: 'broken', code: 'E', cause: { errorMessage: 'why' } },
      errorType: 'RangeError',
      errorMessage: 'broken',
    });
  });

  it.each(['text', 'json'] as const)('may be any value, as %s', (format) => {
    const log = failures({ format, form: 'aws' });
    for (const thrown of [
      'words',
      undefined,
      null,
      Object.create(null),
      new Proxy(
        {},
        {
          get: () => {
            throw 1;
          },
        },
      ),
    ])
      log('handler', thrown);
    expect(lines).toHaveLength(5);
    expect(lines[0]).toContain('"errorMessage":"words"');
  });
});
