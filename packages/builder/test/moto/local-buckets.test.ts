import * as s3 from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { describe, expect, inject, it } from 'vitest';
import { besideMoto, type ClientSettings, outcomeOf } from './beside-moto.ts';

// Runs the same operations against the buckets of this machine and those of moto. What differs between the two, and why:
//
// - An empty object has no range, not even a suffix (RFC 9110, 14.1.2): we send InvalidRange, moto the object. So none is
//   empty here.
// - Texts of errors, ids, times and owners are not compared.

type Step =
  | { readonly type: 'put'; readonly key: string; readonly body: string; readonly onlyNew: boolean }
  | { readonly type: 'get'; readonly key: string; readonly range: string | undefined }
  | { readonly type: 'head' | 'delete' | 'tags'; readonly key: string }
  | { readonly type: 'tag'; readonly key: string; readonly value: string }
  | { readonly type: 'copy'; readonly key: string; readonly from: string }
  | { readonly type: 'deleteAll'; readonly keys: readonly string[] }
  | { readonly type: 'list'; readonly prefix: string; readonly delimiter: string | undefined; readonly max: number };

const key = fc.constantFrom('a', 'b', 'a b+c', 'folder/a', 'folder/b', 'folder/sub/c', 'ü/ö');
const text = fc.string({ minLength: 1, maxLength: 6, unit: 'grapheme' });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ type: fc.constant('put' as const), key, body: text, onlyNew: fc.boolean() }) },
  fc.record({
    type: fc.constant('get' as const),
    key,
    range: fc.constantFrom(undefined, 'bytes=0-1', 'bytes=1-', 'bytes=-2', 'bytes=50-60'),
  }),
  fc.record({ type: fc.constantFrom('head' as const, 'delete' as const, 'tags' as const), key }),
  fc.record({ type: fc.constant('tag' as const), key, value: fc.constantFrom('red', 'a b', '') }),
  fc.record({ type: fc.constant('copy' as const), key, from: key }),
  fc.record({ type: fc.constant('deleteAll' as const), keys: fc.uniqueArray(key, { minLength: 1, maxLength: 3 }) }),
  fc.record({
    type: fc.constant('list' as const),
    prefix: fc.constantFrom('', 'folder/', 'f', 'ü'),
    delimiter: fc.constantFrom(undefined, '/'),
    max: fc.constantFrom(1, 2, 1000),
  }),
);

function perform(client: s3.S3Client, Bucket: string, each: Step): Promise<unknown> {
  switch (each.type) {
    case 'put': {
      const { key: Key, body, onlyNew } = each;
      const input = {
        Bucket,
        Key,
        Body: Buffer.from(body),
        ContentType: 'text/plain',
        Metadata: { length: String(body.length) },
      };
      const condition = onlyNew ? { IfNoneMatch: '*' } : {};
      return client.send(new s3.PutObjectCommand({ ...input, ...condition })).then(({ ETag }) => ETag);
    }
    case 'get': {
      const input = { Bucket, Key: each.key, Range: each.range };
      return client.send(new s3.GetObjectCommand(input)).then(async ({ Body, ...output }) => {
        const { ContentLength, ContentRange, ContentType, ETag, Metadata } = output;
        return { ContentLength, ContentRange, ContentType, ETag, Metadata, body: await Body?.transformToString() };
      });
    }
    case 'head':
      return client.send(new s3.HeadObjectCommand({ Bucket, Key: each.key })).then((output) => {
        const { ContentLength, ContentType, ETag, Metadata } = output;
        return { ContentLength, ContentType, ETag, Metadata };
      });
    case 'delete':
      return client.send(new s3.DeleteObjectCommand({ Bucket, Key: each.key })).then(() => undefined);
    case 'tags':
      return client.send(new s3.GetObjectTaggingCommand({ Bucket, Key: each.key })).then(({ TagSet }) => TagSet);
    case 'tag': {
      const Tagging = { TagSet: [{ Key: 'colour', Value: each.value }] };
      return client.send(new s3.PutObjectTaggingCommand({ Bucket, Key: each.key, Tagging })).then(() => undefined);
    }
    case 'copy': {
      const CopySource = `${Bucket}/${encodeURIComponent(each.from)}`;
      return client
        .send(new s3.CopyObjectCommand({ Bucket, Key: each.key, CopySource }))
        .then(({ CopyObjectResult }) => CopyObjectResult?.ETag);
    }
    case 'deleteAll': {
      const Delete = { Objects: each.keys.map((Key) => ({ Key })) };
      return client.send(new s3.DeleteObjectsCommand({ Bucket, Delete })).then(({ Deleted = [], Errors }) => ({
        deleted: Deleted.map(({ Key = '' }) => Key).sort(),
        Errors,
      }));
    }
    case 'list':
      return listAll(client, { Bucket, Prefix: each.prefix, Delimiter: each.delimiter, MaxKeys: each.max });
  }
}

/** The pages of a list. */
async function listAll(client: s3.S3Client, input: s3.ListObjectsV2CommandInput): Promise<unknown> {
  const pages: unknown[] = [];
  for (let token: string | undefined, isLast = false; !isLast; ) {
    const page = await client.send(new s3.ListObjectsV2Command({ ...input, ContinuationToken: token }));
    const { Contents = [], CommonPrefixes = [], IsTruncated, KeyCount } = page;
    const objects = Contents.map(({ Key, Size, ETag }) => ({ Key, Size, ETag }));
    pages.push({ objects, prefixes: CommonPrefixes.map(({ Prefix }) => Prefix), IsTruncated, KeyCount });
    token = page.NextContinuationToken;
    isLast = token === undefined;
  }
  return pages;
}

describe.skipIf(inject('motoUrl') === '')('buckets of this machine and of moto', () => {
  const onBothSides = besideMoto();
  let buckets = 0;

  it('do the same', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 20 }), async (steps) => {
        const name = `beside-moto-${++buckets}`;
        const run = async (settings: ClientSettings) => {
          const client = new s3.S3Client({ ...settings, forcePathStyle: true });
          const CreateBucketConfiguration = { LocationConstraint: 'eu-central-1' } as const;
          await client.send(new s3.CreateBucketCommand({ Bucket: name, CreateBucketConfiguration }));
          const seen: unknown[] = [];
          for (const each of steps) seen.push({ step: each, result: await outcomeOf(perform(client, name, each)) });
          client.destroy();
          return seen;
        };
        const [ours, theirs] = await onBothSides(run);
        expect(ours).toEqual(theirs);
      }),
      { numRuns: 10 },
    );
  });
});
