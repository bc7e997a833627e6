import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { LocalEvent } from './local-event.ts';
import { reportAsText } from './report-events.ts';

/** What is printed about these events, where there is no terminal. */
function report(events: readonly LocalEvent[]): string {
  const stream = new PassThrough();
  const listener = reportAsText(stream);
  for (const event of events) listener(event);
  return (stream.read() as Buffer | null)?.toString() ?? '';
}

const starting: LocalEvent = { type: 'starting', pid: 7, command: ['node', 'bootstrap.js'] };
const start: LocalEvent = { type: 'start', requestId: 'id-1' };
const log = (line: string): LocalEvent => ({ type: 'log', stream: 'stderr', line });
const exited: LocalEvent = { type: 'exited', message: 'Runtime exited with error: exit status 1' };
const initFailed: LocalEvent = { type: 'init-failed', errorType: 'TypeError', message: 'TypeError: Invalid URL' };
/** In the form of AWS's runtime client. */
const initError = (time: string) =>
  log(
    `${time}\t-\tERROR\tInit Error \t${JSON.stringify({ errorType: 'TypeError', errorMessage: 'Invalid URL', stack: ['TypeError: Invalid URL', '    at file:///app/app.ts:2:13'], code: 'ERR' })}`,
  );

describe('the report of an error', () => {
  it('has the frames of the user only', () => {
    const frames = '\r    at handler (/app/app.ts:2:13)\r    at Je (/app/node_modules/@alr/runtime/dist/run.js:1:2)';
    const text = report([starting, start, log(`T\tid-1\tERROR\tthe handler failed: TypeError: no${frames}`)]);
    expect(text).toMatch(/\tERROR\tthe handler failed: TypeError: no\n {4}at handler \(.*app\.ts:2:13\)\n {4}\(and 1/);
    expect(text).not.toContain('Je');
  });

  it('leaves JSON as the function wrote it', () => {
    const record = JSON.stringify({
      level: 'ERROR',
      message: 'no',
      errorType: 'Error',
      errorMessage: 'no',
      stackTrace: ['at f'],
    });
    expect(report([log(record)])).toBe(`${record}\n`);
  });

  it('that prevents the start has its message once, whatever happens next', () => {
    const text = report([starting, initError('T1'), initFailed, exited]);
    expect(text.match(/Invalid URL/g)).toHaveLength(1);
    expect(text).toMatch(/Init Error: TypeError: Invalid URL \{"code":"ERR"\}\n {4}at .*app\.ts:2:13\n/);
    expect(text).toMatch(/the function did not start: the next invocation starts it again\n$/);
  });

  it('that prevents the start again is one line', () => {
    const attempt = (time: string) => [starting, initError(time), initFailed, exited];
    const text = report([...attempt('T1'), ...attempt('T2')]);
    expect(text.match(/at .*app\.ts/g)).toHaveLength(1);
    expect(text).toMatch(/T2\t-\tERROR\t.*\(as before\)\n/);
  });

  it('is whole again after a restart', () => {
    const restarting: LocalEvent = { type: 'restarting', reason: 'app.ts changed' };
    const text = report([starting, initError('T1'), initFailed, exited, restarting, starting, initError('T2')]);
    expect(text.match(/at .*app\.ts:2:13/g)).toHaveLength(2);
  });

  it('is that of the initialization if the function has not logged it', () => {
    expect(report([starting, initFailed])).toContain('initialization failed: TypeError: Invalid URL\n');
    expect(report([starting, exited])).toContain('Runtime exited with error: exit status 1\n');
  });
});

describe('the report of a pause', () => {
  const paused: LocalEvent = { type: 'paused' };
  const resumed: LocalEvent = { type: 'resumed' };

  it('is one line for each invocation, however many steps there are', () => {
    const text = report([
      starting,
      paused,
      resumed,
      start,
      paused,
      resumed,
      paused,
      resumed,
      paused,
      resumed,
      start,
      paused,
    ]);
    expect(text.match(/paused by the debugger: the timeouts stand still/g)).toHaveLength(2);
    expect(text).not.toContain('resumed');
  });
});

describe('the report of messages', () => {
  const returned = { type: 'batch-returned', requestId: 'id-1', queue: 'jobs', messages: 3 } as const;

  it.each<[LocalEvent, string]>([
    [{ type: 'batch', requestId: 'id-1', queue: 'jobs', messages: 1 }, '1 message from the queue jobs'],
    [{ type: 'batch', requestId: 'id-1', queue: 'jobs', messages: 2 }, '2 messages from the queue jobs'],
    [
      { ...returned, returned: 1, inMs: 360_000 },
      '1 of 3 messages returns to the queue jobs: the next delivery is in 6 min; alr-builder skip skips the wait',
    ],
    [
      { ...returned, returned: 3, inMs: 0, reason: 'the response is not JSON, but abc' },
      '3 messages return to the queue jobs, because the response is not JSON, but abc: the next delivery is now',
    ],
    [
      { type: 'dead-letter', queue: 'jobs', messageId: 'id-2', receiveCount: 3, target: 'jobs-dlq' },
      'the message id-2 has been received 3 times from the queue jobs: it is in jobs-dlq now\n' +
        '  to deliver it again, redrive jobs-dlq in the console, or with StartMessageMoveTask of SQS',
    ],
  ])('says where they are', (event, text) => {
    expect(report([event])).toBe(`${text}\n`);
  });

  it('says once for each dead-letter queue how to deliver its messages again', () => {
    const deadLetter = { type: 'dead-letter', queue: 'jobs', messageId: 'id-2', receiveCount: 3 } as const;
    const text = report(['a-dlq', 'a-dlq', 'b-dlq', 'a-dlq'].map((target) => ({ ...deadLetter, target })));
    expect(text.match(/redrive (.*) in the console/g)).toEqual([
      'redrive a-dlq in the console',
      'redrive b-dlq in the console',
    ]);
  });

  it('has the buckets and topics of the triggers', () => {
    const url = 'http://127.0.0.1:9000';
    const buckets = [{ name: 'photos', url: `${url}/photos` }];
    const topics = [{ name: 'news', arn: 'arn:aws:sns:eu-west-1:012345678912:news' }];
    const text = report([{ type: 'listening', url, functionName: 'worker', front: 'url', buckets, topics }]);
    expect(text).toContain('\n  bucket photos: http://127.0.0.1:9000/photos\n  topic news: arn:aws:sns:');
  });

  it('has the addresses of the queues', () => {
    const url = 'http://127.0.0.1:9000';
    const queues = [{ name: 'jobs', url: `${url}/012345678912/jobs` }];
    const text = report([{ type: 'listening', url, functionName: 'worker', front: 'url', queues }]);
    expect(text).toMatch(/\n {2}queue jobs: http:\/\/127\.0\.0\.1:9000\/012345678912\/jobs\n$/);
  });
});

describe('the services that are on this machine', () => {
  it.each([
    [['SQS'], 'AWS: SQS is on this machine;'],
    [['SQS', 'SNS', 'S3'], 'AWS: SQS, SNS and S3 are on this machine;'],
  ])('are named: %j', (localServices, text) => {
    expect(report([{ type: 'aws-access', credentials: 'none', variables: [], localServices }])).toContain(text);
  });
});
