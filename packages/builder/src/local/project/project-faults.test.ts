import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidFaultError } from '../function/runtime-api/fault.ts';
import type { LocalEvent } from '../report/local-event.ts';
import { ProjectFaults } from './project-faults.ts';

const open = (...faults: string[]) => ProjectFaults.open(() => {}, faults);

const names = fc.constantFrom(
  ...['413', 'next=403', 'reset', 'error=timeout', 'slow=5', 'queue=late', 'queue=late=20', 'bucket=reorder'],
  ...['topic=duplicate', 'async=throttle', 'stream=replay', 'aws=sqs.SendMessage:503', 'aws=s3.PutObject:429'],
);
const suffixes = fc.oneof(
  fc.constantFrom('', ':once', ':0.5%', ':100%'),
  fc.integer({ min: 1, max: 999_999 }).map((times) => `:${times}`),
  fc.integer({ min: 1, max: 99 }).map((percent) => `:${percent}%`),
);

describe('the faults of a project', () => {
  it('can be all that there are, each as often as given', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(names, suffixes)), async (faults) => {
        const texts = faults.map((each) => each.join(''));
        expect((await open(...texts)).inForce.faults).toEqual(texts);
      }),
    );
  });

  it('are accepted, or rejected with an InvalidFaultError', async () => {
    const parts = fc.constantFrom('queue', 'aws', '=', ':', '413', 'sqs.SendMessage', '%', 'late', '20', 'once', 'x');
    const texts = fc.oneof(
      fc.string(),
      fc.array(parts, { maxLength: 8 }).map((each) => each.join('')),
    );
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const result = await open(text).catch((error: unknown) => error);
        expect(result instanceof ProjectFaults || result instanceof InvalidFaultError).toBe(true);
      }),
    );
  });

  it.each([
    ['queu=duplicate:2', 'there is no fault "queu=duplicate:2"; did you mean queue=duplicate:2?'],
    ['reste', 'did you mean reset?'],
    ['queue=dupliacte', 'did you mean queue=duplicate?'],
    ['queue=duplicate=5', 'there is no fault "queue=duplicate=5": use queue=duplicate'],
    ['queue=late=-1', 'there is no fault "queue=late=-1": use a number of milliseconds, such as queue=late=500'],
    ['queue=duplicate:101%', 'there is no fault "queue=duplicate:101%"'],
    ['nothing', 'use [CALL=]FAULT[:TIMES]'],
    ['next=413', 'AWS documents no status 413 for next'],
    ['aws=sqs.SendMesage:503', 'sqs has no SendMesage here: did you mean sqs.SendMessage?'],
    ['aws=sqss.SendMessage:503', 'did you mean sqs?'],
    ['aws=sqs.SendMessage', 'use aws=SERVICE.Operation:STATUS'],
    ['aws=sqs.SendMessage:200', 'STATUS is from 400 to 599'],
    ['413:0', 'the fault "413:0" has no effect: its number has to be greater than 0'],
    ['queue=duplicate:0%', 'the fault "queue=duplicate:0%" has no effect'],
    ['next=reset:0.000%', 'has no effect'],
    ['slow=0', 'has no effect'],
    ['bucket=late=00:once', 'has no effect'],
    ['aws=sqs.SendMessage:503:0', 'has no effect'],
    ['aws=sqs.SendMessage:0', 'STATUS is from 400 to 599'],
    ['aws=dynamodb.PutItem:503', 'SERVICE is one of sqs, sns, s3, eventbridge, kinesis'],
  ])('cannot be %s', async (fault, message) => {
    await expect(open(fault)).rejects.toThrow(message);
  });

  it('report their seed if one of them is random', async () => {
    const events: LocalEvent[] = [];
    const emit = (event: LocalEvent) => void events.push(event);
    (await ProjectFaults.open(emit, ['413'], 7)).report();
    expect(events).toEqual([]);
    (await ProjectFaults.open(emit, ['413:5%'], 7)).report();
    expect(events).toEqual([{ type: 'seed', seed: 7 }]);
  });

  it('are repeated by their seed', async () => {
    const occurrences = async (seed?: number) => {
      const faults = await ProjectFaults.open(() => {}, ['queue=duplicate:50%'], seed);
      const taken = Array.from({ length: 50 }, () => faults.sources.take('queue', 'duplicate'));
      return { taken, seed: faults.inForce.seed };
    };
    const first = await occurrences();
    expect(await occurrences(first.seed)).toEqual(first);
    expect((await open('queue=duplicate')).inForce).toEqual({ faults: ['queue=duplicate'] });
  });

  it('can be replaced, unless the others are invalid', async () => {
    const faults = await open('queue=duplicate');
    await expect(faults.replace(['async=throttle', 'nothing'])).rejects.toThrow(InvalidFaultError);
    expect(faults.sources.take('queue', 'duplicate')).toBe(true);
    await faults.replace(['async=throttle']);
    expect(faults.sources.take('queue', 'duplicate')).toBe(false);
    expect(faults.sources.take('async', 'throttle')).toBe(true);
  });
});
