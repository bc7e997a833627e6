import { sampleEvent } from '@alr/builder/events';
import { describe, expect, it } from 'vitest';
import { dispatch, failureOf } from '../../test/dispatching.ts';
import { EVENT_S3, S3Handler, type S3Object, type S3Record } from '../index.ts';

/** Records which method was called, and for which object. */
class Recorder extends S3Handler<{ calls: [method: string, object: S3Object][] }> {
  override onS3Event(_record: S3Record, object: S3Object) {
    this.runtime.calls.push(['onS3Event', object]);
  }
}

const methodByOperation = {
  'ObjectCreated:Put': 'onObjectCreated',
  'ObjectCreated:CompleteMultipartUpload': 'onObjectCreated',
  's3:ObjectCreated:Copy': 'onObjectCreated',
  'ObjectRemoved:Delete': 'onObjectRemoved',
  'ObjectRemoved:DeleteMarkerCreated': 'onObjectRemoved',
  'ObjectRestore:Post': 'onObjectRestored',
  'ObjectRestore:Completed': 'onObjectRestored',
  'ObjectTagging:Put': 'onObjectTagged',
  'ObjectAcl:Put': 'onObjectAcl',
  'LifecycleExpiration:Delete': 'onLifecycleExpiration',
  LifecycleTransition: 'onLifecycleTransition',
  'Replication:OperationFailedReplication': 'onReplication',
  IntelligentTiering: 'onIntelligentTiering',
  ReducedRedundancyLostObject: 'onReducedRedundancyLost',
} as const;

async function callsFor(event: unknown, handlerClass: typeof Recorder = Recorder) {
  const runtime = { calls: [] as [string, S3Object][] };
  await dispatch(event, { handlers: { [EVENT_S3]: handlerClass }, runtime });
  return runtime.calls;
}

describe('S3Handler', () => {
  it.each(Object.entries(methodByOperation))('passes %s to %s()', async (operation, method) => {
    class One extends Recorder {}
    One.prototype[method] = function (this: One, _record: S3Record, object: S3Object) {
      this.runtime.calls.push([method, object]);
    };
    expect(await callsFor(sampleEvent('s3', { operation }), One)).toEqual([[method, expect.anything()]]);
  });

  it.each([...Object.keys(methodByOperation), 'ObjectFrozen:Solid', 'toString', ''])(
    'passes %j to onS3Event() if its method is not overridden',
    async (operation) => {
      expect(await callsFor(sampleEvent('s3', { operation }))).toEqual([['onS3Event', expect.anything()]]);
    },
  );

  it('passes on the object with its key decoded', async () => {
    const event = sampleEvent('s3', { bucket: 'photos', keys: ['über uns/a+b %41.jpg'] });
    expect(await callsFor(event)).toEqual([
      [
        'onS3Event',
        {
          bucket: 'photos',
          key: 'über uns/a+b %41.jpg',
          size: 1024,
          eTag: expect.any(String),
          versionId: undefined,
          sequencer: '0055AED6DCD90281E5',
        },
      ],
    ]);
  });

  it('has neither size nor ETag for a removed object', async () => {
    const [[, object] = []] = await callsFor(sampleEvent('s3', { operation: 'ObjectRemoved:Delete' }));
    expect(object).toMatchObject({ size: undefined, eTag: undefined });
  });

  it('accepts any minor version, and a record without a version', async () => {
    const [record] = (sampleEvent('s3') as { Records: S3Record[] }).Records;
    for (const eventVersion of ['2.0', '2.5', '2.17', undefined]) {
      expect(await callsFor({ Records: [{ ...record, eventVersion }] })).toHaveLength(1);
    }
  });

  it.each([
    [{ eventVersion: '3.0' }, 'version 3.0'],
    [{ eventVersion: '20.0' }, 'version 20.0'],
    [{ s3: { bucket: { name: 'b' } } }, 'not name a bucket and a key'],
    [{ s3: { bucket: { name: 'b' }, object: { key: '%E0%A4%A' } } }, 'not URL-encoded'],
  ])('fails a record that it cannot read: %j', async (members, message) => {
    const [record] = (sampleEvent('s3') as { Records: S3Record[] }).Records;
    const error = await failureOf({ Records: [{ ...record, ...members }] }, { handlers: { [EVENT_S3]: Recorder } });
    expect(error).toMatchObject({
      message: expect.stringContaining(message),
      cause: { name: 'InvalidS3RecordError' },
    });
  });

  it('tries all records, and reports the request ids of those that failed', async () => {
    class Picky extends S3Handler {
      override onObjectCreated(_record: S3Record, { key }: S3Object) {
        if (key === 'b') throw new Error('no b');
      }
    }
    const event = sampleEvent('s3', { keys: ['a', 'b', 'c'] });
    const id = (event as { Records: S3Record[] }).Records[1]?.responseElements['x-amz-request-id'];
    const error = await failureOf(event, { handlers: { [EVENT_S3]: Picky } });
    expect(error).toMatchObject({ message: `1 of 3 records failed: ${id} (Error: no b)` });
  });

  it('fails an operation for which no method is overridden', async () => {
    class Created extends S3Handler {
      override onObjectCreated() {}
    }
    const error = await failureOf(sampleEvent('s3', { operation: 'ObjectRemoved:Delete' }), {
      handlers: { [EVENT_S3]: Created },
    });
    expect(error).toMatchObject({
      name: 'UnhandledEventError',
      message: expect.stringContaining('S3Handler.onObjectRemoved() or onS3Event() is not overridden by Created'),
    });
  });
});
