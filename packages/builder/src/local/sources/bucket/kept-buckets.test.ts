import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { type LocalData, openData } from '../../data/local-data.ts';
import type { Bucket } from './bucket.ts';
import { Buckets } from './buckets.ts';

const NOW = Date.UTC(2026, 0, 1);

const root = mkdtempSync(join(tmpdir(), 'alr-buckets-'));
afterAll(() => rmSync(root, { recursive: true }));
let folders = 0;

/** The buckets of one run. They need no clock here: each change is a millisecond later. */
class Run {
  readonly buckets: Buckets;
  now: number;

  constructor(data: LocalData | undefined, now: number) {
    this.now = now;
    const newId = () => `id-${this.now}`;
    this.buckets = new Buckets({ region: 'eu-central-1', newId, notify: () => {}, journal: data?.journal });
  }

  do(step: Step): void {
    this.now += 1;
    const { now } = this;
    if (step.type === 'create') this.buckets.create(step.bucket, now);
    else if (step.type === 'delete-bucket') this.buckets.delete(step.bucket);
    const bucket = this.buckets.get('bucket' in step ? step.bucket : '');
    if (bucket !== undefined) this.#doIn(bucket, step);
  }

  get state(): unknown {
    return this.buckets.all.map((bucket) => ({
      name: bucket.name,
      stored: bucket.stored,
      objects: bucket.keys.map((key) => bucket.get(key)),
      uploads: [...bucket.uploads.values()],
    }));
  }

  #doIn(bucket: Bucket, step: Step): void {
    const { now } = this;
    const [upload] = bucket.uploads.values();
    switch (step.type) {
      case 'put': {
        const { body, metadata, storageClass } = step;
        const storage = { storageClass };
        const headers = { ContentType: 'text/plain', Expires: new Date(now) };
        bucket.put(step.key, { body: Buffer.from(body), metadata, headers, storage }, now);
        break;
      }
      case 'tag': {
        const object = bucket.get(step.key);
        if (object !== undefined) bucket.setTags(object, new Map([['tag', step.value]]));
        break;
      }
      case 'delete':
        bucket.delete(step.key, now);
        break;
      case 'upload':
        bucket.addUpload({
          ...{ id: `upload-${now}`, key: step.key, startedAt: new Date(now), parts: new Map() },
          input: { headers: {}, metadata: {}, tags: new Map(), storage: { encryption: 'aws:kms' } },
          checksum: undefined,
        });
        break;
      case 'part': {
        if (upload === undefined) break;
        const body = Buffer.from(step.body);
        const part = { body, eTag: step.body, checksum: undefined, lastModified: new Date(now) };
        bucket.addPart(upload, step.number, part);
        break;
      }
      case 'end':
        if (upload !== undefined) bucket.removeUpload(upload);
        break;
      case 'notify': {
        const target = { kind: 'queue' as const, arn: 'arn:aws:sqs:eu-central-1:012345678912:jobs' };
        const rule = { id: step.value, target, events: ['s3:ObjectCreated:*'], prefix: '', suffix: '' };
        bucket.setRules([rule], step.value.length > 2);
        break;
      }
      default:
        break;
    }
  }
}

const bucket = fc.constantFrom('one', 'two');
const key = fc.constantFrom('a', 'b c', '../é', '', 'x\0y');
const body = fc.string({ maxLength: 10 });
const value = fc.string({ maxLength: 5 });
const step = fc.oneof(
  { weight: 2, arbitrary: fc.record({ type: fc.constant('create' as const), bucket }) },
  fc.record({ type: fc.constant('delete-bucket' as const), bucket }),
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constant('put' as const),
      bucket,
      key,
      body,
      metadata: fc.dictionary(fc.constantFrom('a', 'b'), value),
      storageClass: fc.constantFrom('STANDARD' as const, 'GLACIER_IR' as const, undefined),
    }),
  },
  fc.record({ type: fc.constant('tag' as const), bucket, key, value }),
  fc.record({ type: fc.constant('delete' as const), bucket, key }),
  fc.record({ type: fc.constant('upload' as const), bucket, key }),
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constant('part' as const), bucket, number: fc.integer({ min: 1, max: 3 }), body }),
  },
  fc.record({ type: fc.constant('end' as const), bucket }),
  fc.record({ type: fc.constant('notify' as const), bucket, value }),
  fc.record({ type: fc.constant('commit' as const) }),
  fc.record({ type: fc.constant('restart' as const) }),
);
type Step = (typeof step)['generate'] extends (...args: never[]) => { readonly value: infer Value } ? Value : never;

describe('buckets whose state is kept', () => {
  it('have in each run what the last one had', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 10, maxLength: 60 }), (steps) => {
        const folder = join(root, String(folders++));
        const open = () => {
          const data = openData({ folder, reset: false, warn: (message) => expect.unreachable(message) });
          if (data === undefined) throw new Error('not opened');
          return data;
        };
        let data = open();
        let run = new Run(data, NOW);
        // One that never stops.
        const model = new Run(undefined, NOW);
        for (const each of steps) {
          run.do(each);
          model.do(each);
          if (each.type === 'commit') data.journal.commit();
          if (each.type !== 'restart') continue;
          data.close();
          data = open();
          run = new Run(data, run.now);
          expect(run.state).toEqual(model.state);
        }
        data.close();
      }),
      { numRuns: 40 },
    );
  });
});
