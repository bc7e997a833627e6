import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import * as s3 from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startAwsApi, type TestAwsApi } from '../../../../test/aws-clients.ts';
import type { BucketNotification } from '../../sources/bucket/bucket.ts';
import { Buckets } from '../../sources/bucket/buckets.ts';
import { s3Service } from './s3-service.ts';

let api: TestAwsApi;
let client: s3.S3Client;
const now = Date.UTC(2030, 0, 1);
let ids = 0;
const notifications: BucketNotification[] = [];
const buckets = new Buckets({
  region: 'eu-west-1',
  newId: () => `id-${++ids}`,
  notify: (notification) => notifications.push(notification),
});
const Bucket = 'photos';

beforeAll(async () => {
  api = await startAwsApi({
    now: () => now,
    services: { s3: async () => s3Service(buckets, ({ arn }) => arn.includes('known')) },
  });
  client = new s3.S3Client(api.client);
});
afterAll(async () => {
  client.destroy();
  await api[Symbol.asyncDispose]();
});
beforeEach(() => {
  buckets.delete(Bucket);
  buckets.create(Bucket, now);
  notifications.length = 0;
});

const put = (
  Key: string,
  Body: string | Uint8Array | Readable = 'hello',
  input: Partial<s3.PutObjectCommandInput> = {},
) => client.send(new s3.PutObjectCommand({ Bucket, Key, Body, ...input }));
const get = (Key: string, input: Partial<s3.GetObjectCommandInput> = {}) =>
  client.send(new s3.GetObjectCommand({ Bucket, Key, ...input }));
const head = (Key: string) => client.send(new s3.HeadObjectCommand({ Bucket, Key }));
const read = async (Key: string, input: Partial<s3.GetObjectCommandInput> = {}) =>
  (await get(Key, input)).Body?.transformToString();
const md5 = (text: string | Uint8Array) => createHash('md5').update(text).digest('hex');

/** What an operation is rejected with. */
async function failure(
  operation: Promise<unknown>,
): Promise<{ name: string; status: number | undefined; message: string }> {
  const error = await operation.then(
    () => Promise.reject(new Error('it succeeded')),
    (thrown: unknown) => thrown,
  );
  const { name, message, $metadata } = error as s3.S3ServiceException;
  return { name, message, status: $metadata?.httpStatusCode };
}

describe('buckets', () => {
  it('can be created, listed and deleted', async () => {
    await client.send(
      new s3.CreateBucketCommand({ Bucket: 'thumbs', CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }),
    );
    const { Buckets: listed } = await client.send(new s3.ListBucketsCommand());
    expect(listed?.map(({ Name }) => Name)).toEqual(['photos', 'thumbs']);
    expect(await client.send(new s3.HeadBucketCommand({ Bucket: 'thumbs' }))).toMatchObject({
      BucketRegion: 'eu-west-1',
    });
    expect(await client.send(new s3.GetBucketLocationCommand({ Bucket: 'thumbs' }))).toMatchObject({
      LocationConstraint: 'eu-west-1',
    });
    expect(await client.send(new s3.GetBucketVersioningCommand({ Bucket: 'thumbs' }))).not.toHaveProperty('Status');
    await client.send(new s3.DeleteBucketCommand({ Bucket: 'thumbs' }));
    expect(await failure(client.send(new s3.HeadBucketCommand({ Bucket: 'thumbs' })))).toMatchObject({
      name: 'NotFound',
      status: 404,
    });
  });

  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
  it.each(['Photos', 'ab', 'a..b', '192.168.1.1', 'a_b', 'xn--a', 'a-s3alias'])(
    'cannot have the name %s',
    async (name) => {
      expect(await failure(client.send(new s3.CreateBucketCommand({ Bucket: name })))).toMatchObject({
        name: 'InvalidBucketName',
        status: 400,
      });
    },
  );

  // https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucket.html
  it('exist once, and are deleted only if they are empty', async () => {
    const error = await client.send(new s3.CreateBucketCommand({ Bucket })).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(s3.BucketAlreadyOwnedByYou);
    await put('a');
    expect(await failure(client.send(new s3.DeleteBucketCommand({ Bucket })))).toMatchObject({
      name: 'BucketNotEmpty',
      status: 409,
    });
  });

  it('that do not exist are named, with those that do', async () => {
    const error = await failure(put('a', 'b', { Bucket: 'nowhere' }));
    expect(error).toMatchObject({
      name: 'NoSuchBucket',
      status: 404,
      message: expect.stringContaining('The emulator has photos.'),
    });
  });
});

describe('objects', () => {
  it('are returned as they were put, with their headers, metadata and tags', async () => {
    const headers = {
      ContentType: 'text/plain; charset=utf-8',
      ContentEncoding: 'br',
      ContentDisposition: 'attachment',
      ContentLanguage: 'de',
      CacheControl: 'max-age=60',
    };
    const { ETag } = await put('a b/ü+.txt', 'hällo', { ...headers, Metadata: { colour: 'blue' }, Tagging: 'a=b&c=d' });
    expect(ETag).toBe(`"${md5('hällo')}"`);
    const { Body, $metadata: _, ...output } = await get('a b/ü+.txt');
    expect(await Body?.transformToString()).toBe('hällo');
    expect(output).toMatchObject({
      ...headers,
      ETag,
      ContentLength: 6,
      LastModified: new Date(now),
      Metadata: { colour: 'blue' },
      TagCount: 2,
      AcceptRanges: 'bytes',
    });
    expect(await client.send(new s3.HeadObjectCommand({ Bucket, Key: 'a b/ü+.txt' }))).toMatchObject({
      ...headers,
      ContentLength: 6,
    });
  });

  it('keep the bytes of headers that are not ASCII', async () => {
    const scope = 'X-Amz-Credential=a%2F20300101%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Signature=0';
    const url = `${api.url}/${Bucket}/a?${scope}`;
    // Fetch reads and writes headers as Latin-1, so that these are the bytes of UTF-8.
    const bytes = Buffer.from('ü日本').toString('latin1');
    const headers = { 'content-disposition': `attachment; filename="${bytes}"`, 'x-amz-meta-name': bytes };
    expect((await fetch(url, { method: 'PUT', body: 'hello', headers })).status).toBe(200);
    const response = await fetch(url);
    expect(await response.text()).toBe('hello');
    expect(Object.fromEntries(response.headers)).toMatchObject(headers);
  });

  it.each(['ContentDisposition', 'ContentType', 'ContentLanguage', 'ContentEncoding', 'CacheControl'] as const)(
    'cannot be returned with a header that HTTP does not have: %s',
    async (name) => {
      await put('a');
      expect(await failure(get('a', { [`Response${name}`]: '日本' }))).toMatchObject({
        name: 'InvalidArgument',
        status: 400,
        message: 'Header value cannot be represented using ISO-8859-1.',
      });
      expect(await get('a', { [`Response${name}`]: 'a\r\nb: ü' })).toMatchObject({ [name]: 'a  b: ü' });
    },
  );

  it('can have any key and any body', async () => {
    // A segment of dots would be resolved by the client's URL, and a control character is not allowed in XML.
    const key = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
      .filter((each) => !/(^|\/)\.{0,2}(\/|$)/.test(each));
    await fc.assert(
      fc.asyncProperty(key, fc.uint8Array({ maxLength: 100 }), async (Key, body) => {
        await put(Key, body);
        expect(buckets.get(Bucket)?.keys).toContain(Key);
        expect(Buffer.from((await (await get(Key)).Body?.transformToByteArray()) ?? [])).toEqual(Buffer.from(body));
        const { Contents } = await client.send(new s3.ListObjectsV2Command({ Bucket, Prefix: Key }));
        expect(Contents?.map((each) => each.Key)).toContain(Key);
      }),
      { numRuns: 30 },
    );
  });

  it('that do not exist cannot be read, but deleted', async () => {
    const error = await get('a').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(s3.NoSuchKey);
    expect(await failure(client.send(new s3.HeadObjectCommand({ Bucket, Key: 'a' })))).toMatchObject({
      name: 'NotFound',
      status: 404,
    });
    expect(await client.send(new s3.DeleteObjectCommand({ Bucket, Key: 'a' }))).toMatchObject({
      $metadata: { httpStatusCode: 204 },
    });
  });

  // https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html
  it('can be deleted together', async () => {
    await Promise.all(['a', 'b', 'c & d'].map((key) => put(key)));
    const Objects = [{ Key: 'a' }, { Key: 'c & d' }, { Key: 'x' }];
    const { Deleted } = await client.send(new s3.DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(Deleted).toEqual(Objects);
    expect(buckets.get(Bucket)?.keys).toEqual(['b']);
    const quiet = await client.send(new s3.DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
    expect(quiet).not.toHaveProperty('Deleted');
    const many = Array.from({ length: 1001 }, (_, index) => ({ Key: `${index}` }));
    expect(
      await failure(client.send(new s3.DeleteObjectsCommand({ Bucket, Delete: { Objects: many } }))),
    ).toMatchObject({ name: 'MalformedXML' });
  });

  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html, UsingMetadata.html and object-tagging.html
  it.each([
    ['a key of more than 1,024 bytes', 'KeyTooLongError', () => put('ü'.repeat(513))],
    ['metadata of more than 2 KB', 'MetadataTooLarge', () => put('a', 'b', { Metadata: { a: 'b'.repeat(2048) } })],
    ['more than 10 tags', 'BadRequest', () => put('a', 'b', { Tagging: 'a&b&c&d&e&f&g&h&i&j&k' })],
    ['the same tag twice', 'InvalidTag', () => put('a', 'b', { Tagging: 'a=1&a=2' })],
  ])('cannot have %s', async (_, name, send) => {
    expect(await failure(send())).toMatchObject({ name, status: 400 });
  });

  it('have tags that can be changed', async () => {
    await put('a', 'b', { Tagging: 'x=1' });
    const TagSet = [{ Key: 'colour', Value: 'a & b' }];
    await client.send(new s3.PutObjectTaggingCommand({ Bucket, Key: 'a', Tagging: { TagSet } }));
    expect((await client.send(new s3.GetObjectTaggingCommand({ Bucket, Key: 'a' }))).TagSet).toEqual(TagSet);
    await client.send(new s3.DeleteObjectTaggingCommand({ Bucket, Key: 'a' }));
    expect((await client.send(new s3.GetObjectTaggingCommand({ Bucket, Key: 'a' }))).TagSet ?? []).toEqual([]);
  });
});

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html#API_GetObject_RequestSyntax
describe('ranges', () => {
  beforeEach(() => put('digits', '0123456789'));

  it.each([
    ['bytes=0-3', '0123', 'bytes 0-3/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=-2', '89', 'bytes 8-9/10'],
    ['bytes=8-100', '89', 'bytes 8-9/10'],
    ['bytes=-100', '0123456789', 'bytes 0-9/10'],
  ])('%s is %s', async (Range, body, ContentRange) => {
    const output = await get('digits', { Range });
    expect(output).toMatchObject({ ContentRange, ContentLength: body.length, $metadata: { httpStatusCode: 206 } });
    expect(await output.Body?.transformToString()).toBe(body);
  });

  it.each(['bytes=3-1', 'bytes=0-1,3-4', 'lines=1-2', 'bytes=a-b'])('%s is ignored', async (Range) => {
    expect(await read('digits', { Range })).toBe('0123456789');
  });

  it.each(['bytes=10-', 'bytes=10-20', 'bytes=-0'])('%s is not satisfiable', async (Range) => {
    expect(await failure(get('digits', { Range }))).toMatchObject({ name: 'InvalidRange', status: 416 });
  });
});

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-requests.html
describe('conditions', () => {
  const eTag = `"${md5('hello')}"`;
  const before = new Date(now - 1000);
  const after = new Date(now + 1000);
  beforeEach(() => put('a'));

  it.each([
    [{ IfMatch: eTag }],
    [{ IfMatch: '*' }],
    [{ IfNoneMatch: '"other"' }],
    [{ IfModifiedSince: before }],
    [{ IfUnmodifiedSince: after }],
    [{ IfMatch: eTag, IfUnmodifiedSince: before }],
    [{ IfNoneMatch: '"other"', IfModifiedSince: after }],
  ])('let an object be read: %j', async (conditions) => {
    expect(await read('a', conditions)).toBe('hello');
  });

  it.each([
    [{ IfMatch: '"other"' }, 412],
    [{ IfUnmodifiedSince: before }, 412],
    [{ IfNoneMatch: eTag }, 304],
    [{ IfModifiedSince: after }, 304],
  ])('keep an object from being read: %j', async (conditions, status) => {
    expect(await failure(get('a', conditions))).toMatchObject({ status });
  });

  it('keep an object from being replaced', async () => {
    expect(await failure(put('a', 'b', { IfNoneMatch: '*' }))).toMatchObject({
      name: 'PreconditionFailed',
      status: 412,
    });
    expect(await failure(put('a', 'b', { IfMatch: '"other"' }))).toMatchObject({ name: 'PreconditionFailed' });
    expect(await failure(put('new', 'b', { IfMatch: eTag }))).toMatchObject({ name: 'NoSuchKey', status: 404 });
    expect(await read('a')).toBe('hello');
    await put('new', 'b', { IfNoneMatch: '*' });
    await put('a', 'changed', { IfMatch: eTag });
    expect(await read('a')).toBe('changed');
  });
});

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
describe('copies', () => {
  const copy = (Key: string, CopySource: string, input: Partial<s3.CopyObjectCommandInput> = {}) =>
    client.send(new s3.CopyObjectCommand({ Bucket, Key, CopySource, ...input }));
  beforeEach(() => put('a b', 'hello', { ContentType: 'text/plain', Metadata: { colour: 'blue' }, Tagging: 'x=1' }));

  it('have body, headers, metadata and tags of the source', async () => {
    const { CopyObjectResult } = await copy('c', `${Bucket}/${encodeURIComponent('a b')}`);
    expect(CopyObjectResult).toMatchObject({ ETag: `"${md5('hello')}"`, LastModified: new Date(now) });
    expect(await head('c')).toMatchObject({ ContentType: 'text/plain', Metadata: { colour: 'blue' }, TagCount: 1 });
  });

  it('can have others', async () => {
    await copy('a b', `/${Bucket}/a%20b`, {
      MetadataDirective: 'REPLACE',
      Metadata: { colour: 'red' },
      ContentType: 'text/html',
    });
    expect(await head('a b')).toMatchObject({ ContentType: 'text/html', Metadata: { colour: 'red' } });
  });

  it('need a source that exists, that is another, and that meets the conditions', async () => {
    expect(await failure(copy('c', `${Bucket}/none`))).toMatchObject({ name: 'NoSuchKey', status: 404 });
    expect(await failure(copy('c', 'none/a'))).toMatchObject({ name: 'NoSuchBucket' });
    expect(await failure(copy('c', 'none'))).toMatchObject({ name: 'InvalidArgument' });
    expect(await failure(copy('a b', `${Bucket}/a%20b`))).toMatchObject({ name: 'InvalidRequest' });
    expect(await failure(copy('c', `${Bucket}/a%20b`, { CopySourceIfMatch: 'x' }))).toMatchObject({
      name: 'PreconditionFailed',
    });
    expect(await failure(copy('c', `${Bucket}/a%20b`, { CopySourceIfNoneMatch: md5('hello') }))).toMatchObject({
      status: 412,
    });
  });
});

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
describe('lists', () => {
  const keys = ['a', 'a/b', 'a/c', 'b/1', 'b/2', 'c', '\u{ff5e}', '\u{10000}'];
  const list = async (input: Partial<s3.ListObjectsV2CommandInput>) => {
    const { Contents = [], CommonPrefixes = [] } = await client.send(new s3.ListObjectsV2Command({ Bucket, ...input }));
    return [...CommonPrefixes.map(({ Prefix }) => Prefix), ...Contents.map(({ Key }) => Key)];
  };
  beforeEach(async () => {
    await Promise.all(keys.toReversed().map((key) => put(key)));
  });

  it.each([
    [{}, keys],
    [{ Prefix: 'a/' }, ['a/b', 'a/c']],
    [{ Delimiter: '/' }, ['a/', 'b/', 'a', 'c', '\u{ff5e}', '\u{10000}']],
    [{ Delimiter: '/', Prefix: 'b/' }, ['b/1', 'b/2']],
    [{ StartAfter: 'b/1' }, ['b/2', 'c', '\u{ff5e}', '\u{10000}']],
    [{ MaxKeys: 0 }, []],
  ])('%j are in the order of UTF-8', async (input, expected) => {
    expect(await list(input)).toEqual(expected);
  });

  it('have pages, whatever their size', async () => {
    for (const MaxKeys of [1, 2, 3, 100]) {
      const pages = s3.paginateListObjectsV2({ client }, { Bucket, Delimiter: '/', MaxKeys });
      const found: (string | undefined)[] = [];
      for await (const { Contents = [], CommonPrefixes = [] } of pages) {
        expect(Contents.length + CommonPrefixes.length).toBeLessThanOrEqual(MaxKeys);
        found.push(...CommonPrefixes.map(({ Prefix }) => Prefix), ...Contents.map(({ Key }) => Key));
      }
      expect(found.toSorted()).toEqual(['a', 'a/', 'b/', 'c', '\u{10000}', '\u{ff5e}']);
    }
  });

  it('can be encoded, which control characters need', async () => {
    await put('x\u0001 y');
    const { Contents } = await client.send(new s3.ListObjectsV2Command({ Bucket, Prefix: 'x', EncodingType: 'url' }));
    expect(Contents?.map(({ Key }) => Key)).toEqual(['x%01%20y']);
  });

  it('exist in the first version of the operation', async () => {
    const output = await client.send(new s3.ListObjectsCommand({ Bucket, Delimiter: '/', MaxKeys: 3 }));
    expect(output).toMatchObject({ IsTruncated: true, NextMarker: 'b/' });
    const next = await client.send(new s3.ListObjectsCommand({ Bucket, Delimiter: '/', Marker: output.NextMarker }));
    expect(next.Contents?.map(({ Key }) => Key)).toEqual(['c', '\u{ff5e}', '\u{10000}']);
  });

  it('reject a wrong token or number', async () => {
    expect(await failure(list({ ContinuationToken: '%' }))).toMatchObject({ name: 'InvalidArgument' });
    expect(await failure(list({ MaxKeys: -1 }))).toMatchObject({ name: 'InvalidArgument' });
  });
});

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
describe('checksums', () => {
  const algorithms = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const;

  it.each(algorithms)("%s of AWS's client is verified and returned", async (ChecksumAlgorithm) => {
    const member = `Checksum${ChecksumAlgorithm}` as const;
    const sent = await put('a', '123456789', { ChecksumAlgorithm });
    expect(sent[member]).toMatch(/^[\w+/]+=*$/);
    // The client verifies it as it reads the body.
    const output = await get('a', { ChecksumMode: 'ENABLED' });
    expect(output[member]).toBe(sent[member]);
    expect(await output.Body?.transformToString()).toBe('123456789');
  });

  it('are those that are published for "123456789"', async () => {
    const published = { CRC32: 'cbf43926', CRC32C: 'e3069283', CRC64NVME: 'ae8b14860a799888' } as const;
    for (const name of ['CRC32', 'CRC32C', 'CRC64NVME'] as const) {
      const output = await put('a', '123456789', { ChecksumAlgorithm: name });
      expect(Buffer.from(output[`Checksum${name}`] ?? '', 'base64').toString('hex')).toBe(published[name]);
    }
  });

  it.each(algorithms)('a wrong %s is rejected', async (algorithm) => {
    const wrong = { [`Checksum${algorithm}`]: Buffer.alloc(4).toString('base64') };
    expect(await failure(put('a', 'b', wrong))).toMatchObject({ name: 'BadDigest', status: 400 });
    expect(buckets.get(Bucket)?.keys).toEqual([]);
  });

  it('that the emulator cannot compute are rejected', async () => {
    await put('a');
    const other = { Bucket, Key: 'b', ChecksumAlgorithm: 'SHA512' } as const;
    const expected = { name: 'NotImplemented', message: expect.stringContaining('no checksum SHA512, only CRC32') };
    const copy = client.send(new s3.CopyObjectCommand({ ...other, CopySource: `${Bucket}/a` }));
    expect(await failure(copy)).toMatchObject(expected);
    const upload = client.send(new s3.CreateMultipartUploadCommand(other));
    expect(await failure(upload)).toMatchObject(expected);
  });

  it('of MD5 is verified', async () => {
    await put('a', 'b', { ContentMD5: createHash('md5').update('b').digest('base64') });
    const ContentMD5 = createHash('md5').update('c').digest('base64');
    expect(await failure(put('a', 'b', { ContentMD5 }))).toMatchObject({ name: 'BadDigest' });
    expect(await failure(put('a', 'b', { ContentMD5: 'x' }))).toMatchObject({ name: 'InvalidDigest' });
  });

  it('a stream arrives in chunks, with its checksum at the end', async () => {
    const chunks = Array.from({ length: 20 }, (_, index) => Buffer.alloc(10_000, `${index}`));
    const ContentLength = 200_000;
    const { ChecksumCRC32 } = await put('a', Readable.from(chunks), { ContentLength });
    expect(ChecksumCRC32).toMatch(/=$/);
    expect((await head('a')).ContentEncoding).toBeUndefined();
    expect(Buffer.from((await (await get('a')).Body?.transformToByteArray()) ?? [])).toEqual(Buffer.concat(chunks));
  });
});

// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
describe('a body in chunks', () => {
  const authorization =
    'AWS4-HMAC-SHA256 Credential=a/20300101/eu-west-1/s3/aws4_request, SignedHeaders=host, Signature=0';
  const send = async (body: string, headers: Record<string, string> = {}) => {
    const response = await fetch(`${api.url}/${Bucket}/a`, {
      method: 'PUT',
      body,
      headers: { authorization, 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER', ...headers },
    });
    return { status: response.status, body: await response.text() };
  };

  it('is decoded, with or without signatures', async () => {
    const body =
      '3;chunk-signature=00\r\nabc\r\n2\r\nde\r\n0;chunk-signature=00\r\nx-amz-checksum-crc32:hYfYZQ==\r\nx-amz-trailer-signature:00\r\n\r\n';
    const headers = {
      'x-amz-decoded-content-length': '5',
      'x-amz-trailer': 'x-amz-checksum-crc32',
      'content-encoding': 'aws-chunked,gzip',
    };
    expect(await send(body, headers)).toMatchObject({ status: 200 });
    expect(Buffer.from(buckets.get(Bucket)?.get('a')?.body ?? []).toString()).toBe('abcde');
    expect(buckets.get(Bucket)?.get('a')?.headers.ContentEncoding).toBe('gzip');
  });

  it.each([
    ['', {}],
    ['3\r\nab', {}],
    ['3\r\nabcd\r\n0\r\n\r\n', {}],
    ['x\r\nabc\r\n0\r\n\r\n', {}],
    ['3\r\nabc\r\n', {}],
    ['3\r\nabc\r\n0\r\n\r\n', { 'x-amz-decoded-content-length': '4' }],
    ['3\r\nabc\r\n0\r\n\r\n', { 'x-amz-trailer': 'x-amz-checksum-crc32' }],
  ])('is incomplete: %j', async (body, headers) => {
    expect(await send(body, headers)).toMatchObject({
      status: 400,
      body: expect.stringContaining('<Code>IncompleteBody</Code>'),
    });
  });
});

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html
describe('uploads in parts', () => {
  const Mb5 = 5 * 1024 * 1024;
  const start = async (input: Partial<s3.CreateMultipartUploadCommandInput> = {}) => {
    const { UploadId } = await client.send(new s3.CreateMultipartUploadCommand({ Bucket, Key: 'big', ...input }));
    return { Bucket, Key: 'big', UploadId };
  };
  const complete = (upload: Awaited<ReturnType<typeof start>>, Parts: s3.CompletedPart[]) =>
    client.send(new s3.CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }));

  it.each([
    ['CRC32', 'COMPOSITE'],
    ['CRC64NVME', 'FULL_OBJECT'],
    [undefined, undefined],
  ] as const)('become one object, with a checksum %s', async (ChecksumAlgorithm, type) => {
    const upload = await start({ ContentType: 'text/plain', Metadata: { a: 'b' }, ChecksumAlgorithm });
    const bodies = [Buffer.alloc(Mb5, 'a'), Buffer.from('end')];
    const parts: s3.CompletedPart[] = [];
    for (const [index, Body] of bodies.entries()) {
      const PartNumber = index * 2 + 1;
      const { $metadata: _, ...part } = await client.send(
        new s3.UploadPartCommand({ ...upload, PartNumber, Body, ChecksumAlgorithm }),
      );
      parts.push({ PartNumber, ...part });
    }
    const { Parts } = await client.send(new s3.ListPartsCommand(upload));
    expect(Parts?.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([
      [1, Mb5],
      [3, 3],
    ]);
    const output = await complete(upload, parts);
    const digests = Buffer.concat(bodies.map((body) => Buffer.from(md5(body), 'hex')));
    expect(output).toMatchObject({ ETag: `"${md5(digests)}-2"`, Key: 'big' });
    expect(output.ChecksumType).toBe(type);
    if (type === 'COMPOSITE') expect(output.ChecksumCRC32).toMatch(/-2$/);
    const object = await get('big', { ChecksumMode: 'ENABLED' });
    expect(object).toMatchObject({ ContentLength: Mb5 + 3, ContentType: 'text/plain', Metadata: { a: 'b' } });
    expect(await object.Body?.transformToString()).toBe(Buffer.concat(bodies).toString());
    const last = await get('big', { PartNumber: 2 });
    expect(last).toMatchObject({ PartsCount: 2, ContentRange: `bytes ${Mb5}-${Mb5 + 2}/${Mb5 + 3}` });
    expect(await last.Body?.transformToString()).toBe('end');
  });

  it('can copy parts of objects', async () => {
    await put('a', '0123456789');
    const upload = await start();
    const source = { CopySource: `${Bucket}/a`, CopySourceRange: 'bytes=2-4', PartNumber: 1 };
    const { CopyPartResult } = await client.send(new s3.UploadPartCopyCommand({ ...upload, ...source }));
    await complete(upload, [{ PartNumber: 1, ETag: CopyPartResult?.ETag }]);
    expect(await read('big')).toBe('234');
  });

  it('can be listed and aborted', async () => {
    const upload = await start();
    const { Uploads } = await client.send(new s3.ListMultipartUploadsCommand({ Bucket }));
    expect(Uploads?.map(({ UploadId }) => UploadId)).toEqual([upload.UploadId]);
    await client.send(new s3.AbortMultipartUploadCommand(upload));
    expect(await failure(client.send(new s3.ListPartsCommand(upload)))).toMatchObject({
      name: 'NoSuchUpload',
      status: 404,
    });
  });

  it('need the right parts', async () => {
    const upload = await start();
    const part = async (PartNumber: number) => {
      const { ETag } = await client.send(new s3.UploadPartCommand({ ...upload, PartNumber, Body: 'a' }));
      return { PartNumber, ETag };
    };
    const [first, second] = [await part(1), await part(2)];
    expect(await failure(complete(upload, [first, second]))).toMatchObject({ name: 'EntityTooSmall' });
    expect(await failure(complete(upload, [second, first]))).toMatchObject({ name: 'InvalidPartOrder' });
    expect(await failure(complete(upload, [{ PartNumber: 1, ETag: '"x"' }]))).toMatchObject({ name: 'InvalidPart' });
    expect(await failure(complete(upload, [{ ...first, PartNumber: 7 }]))).toMatchObject({ name: 'InvalidPart' });
    expect(await failure(complete(upload, []))).toMatchObject({ name: 'MalformedXML' });
    expect(await failure(part(10_001))).toMatchObject({ name: 'InvalidArgument' });
    expect(await failure(complete({ ...upload, UploadId: 'x' }, [first]))).toMatchObject({ name: 'NoSuchUpload' });
    expect(buckets.get(Bucket)?.keys).toEqual([]);
    await complete(upload, [second]);
    expect(await read('big')).toBe('a');
  });
});

describe('notifications', () => {
  const rule = (QueueArn: string, events: s3.Event[], prefix = '', suffix = '') => ({
    Id: 'rule',
    QueueArn,
    Events: events,
    Filter: {
      Key: {
        FilterRules: [
          { Name: 'prefix' as const, Value: prefix },
          { Name: 'suffix' as const, Value: suffix },
        ],
      },
    },
  });
  const configure = (...QueueConfigurations: s3.QueueConfiguration[]) =>
    client.send(
      new s3.PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration: { QueueConfigurations } }),
    );
  const events = () =>
    notifications.map(({ target, event }) => {
      const [record] = (event as { Records?: { eventName: string; s3: { object: { key: string } } }[] }).Records ?? [];
      return [target.arn, record?.eventName, record?.s3.object.key];
    });

  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
  it('are stored, and tested with an event', async () => {
    await configure(rule('arn:known', ['s3:ObjectCreated:*'], 'in/', '.jpg'));
    expect(notifications).toMatchObject([
      { target: { kind: 'queue', arn: 'arn:known' }, event: { Event: 's3:TestEvent', Bucket } },
    ]);
    const { QueueConfigurations } = await client.send(new s3.GetBucketNotificationConfigurationCommand({ Bucket }));
    expect(QueueConfigurations).toMatchObject([{ Id: 'rule', QueueArn: 'arn:known', Events: ['s3:ObjectCreated:*'] }]);
    await configure();
    expect(await client.send(new s3.GetBucketNotificationConfigurationCommand({ Bucket }))).not.toHaveProperty(
      'QueueConfigurations',
    );
  });

  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html
  it('do not go to FIFO queues and topics', async () => {
    const fifo = { Events: ['s3:ObjectCreated:*' as const] };
    for (const NotificationConfiguration of [
      { QueueConfigurations: [{ QueueArn: 'arn:known.fifo', ...fifo }] },
      { TopicConfigurations: [{ TopicArn: 'arn:known.fifo', ...fifo }] },
    ]) {
      const command = new s3.PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration });
      expect(await failure(client.send(command))).toMatchObject({
        name: 'InvalidArgument',
        message: 'Unable to validate the following destination configurations',
      });
    }
    expect(notifications).toEqual([]);
  });

  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html
  it('report what is created and removed, if prefix and suffix match', async () => {
    await configure(
      rule('arn:known:1', ['s3:ObjectCreated:Put', 's3:ObjectRemoved:*'], 'in/'),
      rule('arn:known:2', ['s3:ObjectCreated:Copy']),
    );
    notifications.length = 0;
    await put('in/a b+ü.jpg');
    await put('out/a.jpg');
    await client.send(new s3.CopyObjectCommand({ Bucket, Key: 'in/copy', CopySource: `${Bucket}/out/a.jpg` }));
    await client.send(new s3.DeleteObjectCommand({ Bucket, Key: 'in/a b+ü.jpg' }));
    await client.send(new s3.DeleteObjectCommand({ Bucket, Key: 'in/a b+ü.jpg' }));
    expect(events()).toEqual([
      ['arn:known:1', 'ObjectCreated:Put', 'in/a+b%2B%C3%BC.jpg'],
      ['arn:known:2', 'ObjectCreated:Copy', 'in/copy'],
      ['arn:known:1', 'ObjectRemoved:Delete', 'in/a+b%2B%C3%BC.jpg'],
    ]);
  });

  it('report an upload in parts once, when it is complete, and each object that is deleted together', async () => {
    await configure(rule('arn:known', ['s3:ObjectCreated:*', 's3:ObjectRemoved:Delete']));
    const { UploadId } = await client.send(new s3.CreateMultipartUploadCommand({ Bucket, Key: 'big' }));
    const upload = { Bucket, Key: 'big', UploadId };
    const { ETag } = await client.send(new s3.UploadPartCommand({ ...upload, PartNumber: 1, Body: 'hello' }));
    notifications.length = 0;
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
    await client.send(new s3.CompleteMultipartUploadCommand({ ...upload, MultipartUpload }));
    await put('small');
    const Objects = [{ Key: 'big' }, { Key: 'small' }];
    await client.send(new s3.DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(events()).toEqual([
      ['arn:known', 'ObjectCreated:CompleteMultipartUpload', 'big'],
      ['arn:known', 'ObjectCreated:Put', 'small'],
      ['arn:known', 'ObjectRemoved:Delete', 'big'],
      ['arn:known', 'ObjectRemoved:Delete', 'small'],
    ]);
    // The size and the ETag of the whole object, whose ETag names the number of its parts.
    const etag = `${createHash('md5')
      .update(Buffer.from(md5('hello'), 'hex'))
      .digest('hex')}-1`;
    expect(notifications[0]?.event).toMatchObject({ Records: [{ s3: { object: { size: 5, eTag: etag } } }] });
  });

  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
  it('describe the object, with a sequencer that grows', async () => {
    await configure(rule('arn:known', ['s3:ObjectCreated:*']));
    notifications.length = 0;
    await put('a');
    await put('a');
    const records = notifications.map(
      ({ event }) => (event as { Records: { s3: { object: { sequencer: string } } }[] }).Records[0],
    );
    expect(records[0]).toMatchObject({
      eventVersion: '2.6',
      eventSource: 'aws:s3',
      awsRegion: 'eu-west-1',
      eventTime: new Date(now).toISOString(),
      s3: {
        configurationId: 'rule',
        bucket: { name: Bucket, arn: `arn:aws:s3:::${Bucket}` },
        object: { key: 'a', size: 5, eTag: md5('hello') },
      },
    });
    const [first = '', second = ''] = records.map((record) => record?.s3.object.sequencer);
    expect(first).toMatch(/^[\dA-F]{18}$/);
    expect(second > first).toBe(true);
  });

  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html
  it.each([
    [
      'the same event for overlapping keys',
      [rule('arn:known', ['s3:ObjectCreated:*'], 'a'), rule('arn:known', ['s3:ObjectCreated:Put'], 'ab')],
    ],
    ['an unknown event', [rule('arn:known', ['s3:Nonsense!' as s3.Event])]],
    ['a target that does not exist', [rule('arn:missing', ['s3:ObjectCreated:*'])]],
  ])('cannot be configured with %s', async (_, rules) => {
    expect(await failure(configure(...rules))).toMatchObject({ name: 'InvalidArgument', status: 400 });
    expect(buckets.get(Bucket)?.rules).toEqual([]);
  });
});

describe('requests', () => {
  it('can be presigned', async () => {
    const scope = 'X-Amz-Credential=a%2F20300101%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Signature=0';
    const url = `${api.url}/${Bucket}/a?${scope}&x-id=PutObject`;
    expect((await fetch(url, { method: 'PUT', body: 'hello' })).status).toBe(200);
    const response = await fetch(`${api.url}/${Bucket}/a?${scope}&response-content-type=text%2Fcsv`);
    expect(response.headers.get('content-type')).toBe('text/csv');
    expect(await response.text()).toBe('hello');
  });

  it('can have the bucket in the host name', async () => {
    const { port } = new URL(api.url);
    const scope = 'X-Amz-Credential=a%2F20300101%2Feu-west-1%2Fs3%2Faws4_request';
    await put('a');
    const { request } = await import('node:http');
    const status = await new Promise((resolve, reject) => {
      request(
        { port, host: '127.0.0.1', path: `/a?${scope}`, headers: { host: `${Bucket}.localhost:${port}` } },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      )
        .on('error', reject)
        .end();
    });
    expect(status).toBe(200);
  });

  it.each([
    ['GetBucketAcl', () => client.send(new s3.GetBucketAclCommand({ Bucket }))],
    ['PutBucketCors', () => client.send(new s3.PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules: [] } }))],
    ['ListObjectVersions', () => client.send(new s3.ListObjectVersionsCommand({ Bucket }))],
    ['PutObjectRetention', () => client.send(new s3.PutObjectRetentionCommand({ Bucket, Key: 'a' }))],
  ])('that the emulator does not support are named: %s', async (what, send) => {
    expect(await failure(send())).toMatchObject({
      name: 'NotImplemented',
      status: 501,
      message: expect.stringContaining(
        `The emulator does not have the operation ${what} of S3, only AbortMultipartUpload, `,
      ),
    });
  });

  it('that S3 does not know are described', async () => {
    const headers = { authorization: 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/s3/aws4_request' };
    const response = await fetch(`${api.url}/${Bucket}?colour`, { headers });
    expect(response.status).toBe(501);
    expect(await response.text()).toContain('The emulator does not support GET of a bucket with ?colour');
  });
});

describe('attributes of an object', () => {
  it('are those that are asked for', async () => {
    await put('a', 'hello', { ChecksumAlgorithm: 'SHA256' });
    const output = await client.send(
      new s3.GetObjectAttributesCommand({ Bucket, Key: 'a', ObjectAttributes: ['ETag', 'ObjectSize', 'Checksum'] }),
    );
    expect(output).toMatchObject({ ETag: md5('hello'), ObjectSize: 5, Checksum: { ChecksumType: 'FULL_OBJECT' } });
    expect(output).not.toHaveProperty('StorageClass');
  });
});
