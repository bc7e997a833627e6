import * as s3 from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startAwsApi, type TestAwsApi } from '../../../../test/aws-clients.ts';
import { Buckets } from '../../sources/bucket/buckets.ts';
import { s3Service } from './s3-service.ts';

const Bucket = 'photos';
const AUTHORIZATION = 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/s3/aws4_request, Signature=none';
const now = Date.UTC(2030, 0, 1);
const buckets = new Buckets({ region: 'us-east-1', newId: () => 'id', notify: () => {} });
let api: TestAwsApi;
let client: s3.S3Client;

beforeAll(async () => {
  api = await startAwsApi({ now: () => now, services: { s3: async () => s3Service(buckets, () => true) } });
  client = new s3.S3Client(api.client);
});
afterAll(async () => {
  client.destroy();
  await api[Symbol.asyncDispose]();
});
beforeEach(() => {
  for (const { name } of buckets.all) buckets.delete(name);
  buckets.create(Bucket, now).put('a', { body: Buffer.from('0123456789') }, now);
});

/** Sends a request that AWS's client would not send. Returns the status and the elements of the error. */
async function send(method: string, path: string, headers: Record<string, string> = {}, body?: string) {
  const response = await fetch(`${api.url}${path}`, {
    method,
    headers: { authorization: AUTHORIZATION, ...headers },
    ...(body !== undefined && { body }),
  });
  const text = await response.text();
  const element = (name: string) => new RegExp(`<${name}>(.*?)</${name}>`, 's').exec(text)?.[1];
  return {
    status: response.status,
    code: element('Code'),
    name: element('ArgumentName'),
    value: element('ArgumentValue'),
    text,
  };
}

// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
describe('S3 rejects', () => {
  it.each([
    ['GET', '/photos?max-keys=x', 'max-keys', 'x'],
    ['GET', '/photos?list-type=2&max-keys=1e3', 'max-keys', '1e3'],
    ['GET', '/photos?list-type=2&max-keys=0x10', 'max-keys', '0x10'],
    ['GET', '/photos?list-type=2&max-keys=1.5', 'max-keys', '1.5'],
    ['GET', '/photos?list-type=2&max-keys=99999999999999999999', 'max-keys', '99999999999999999999'],
    ['GET', '/photos?max-keys=-1', 'maxKeys', '-1'],
    ['GET', '/photos?max-keys=2147483648', 'maxKeys', '2147483648'],
    ['GET', '/photos?encoding-type=utf-8', 'encoding-type', 'utf-8'],
    ['GET', '/photos?list-type=2&continuation-token=%21', 'continuation-token', '!'],
    ['GET', '/photos?uploads&max-uploads=0', 'max-uploads', '0'],
    ['GET', '/photos?uploads&max-uploads=x', 'max-uploads', 'x'],
    ['GET', '/?max-buckets=0', 'max-buckets', '0'],
    ['GET', '/?continuation-token=%21', 'continuation-token', '!'],
    ['GET', '/photos/a?partNumber=x', 'partNumber', 'x'],
    ['GET', '/photos/a?partNumber=0', 'partNumber', '0'],
    ['GET', '/photos/a?partNumber=10001', 'partNumber', '10001'],
    ['GET', '/photos/a?response-expires=soon', 'response-expires', 'soon'],
    ['PUT', '/photos/a?partNumber=-1&uploadId=UPLOAD', 'partNumber', '-1'],
    ['PUT', '/photos/a?partNumber=1.5&uploadId=UPLOAD', 'partNumber', '1.5'],
    ['GET', '/photos/a?uploadId=UPLOAD&max-parts=-1', 'max-parts', '-1'],
    ['GET', '/photos/a?uploadId=UPLOAD&max-parts=x', 'max-parts', 'x'],
    ['GET', '/photos/a?uploadId=UPLOAD&part-number-marker=x', 'part-number-marker', 'NaN'],
  ])('a parameter: %s %s', async (method, path, name, value) => {
    const { UploadId = '' } = await client.send(new s3.CreateMultipartUploadCommand({ Bucket, Key: 'a' }));
    const result = await send(method, path.replace('UPLOAD', UploadId));
    expect(result).toMatchObject({ status: 400, code: 'InvalidArgument', name, value });
  });

  it.each([
    ['x-amz-copy-source', 'a', 'x-amz-copy-source'],
    ['x-amz-metadata-directive', 'KEEP', 'x-amz-metadata-directive'],
    ['x-amz-tagging-directive', 'KEEP', 'x-amz-tagging-directive'],
    ['x-amz-server-side-encryption', 'rot13', 'x-amz-server-side-encryption'],
    ['x-amz-server-side-encryption-aws-kms-key-id', 'key', 'x-amz-server-side-encryption'],
  ])('a header of a copy: %s: %s', async (header, value, name) => {
    const result = await send('PUT', '/photos/b', { 'x-amz-copy-source': '/photos/a', [header]: value });
    expect(result).toMatchObject({ status: 400, code: 'InvalidArgument', name });
    expect(buckets.get(Bucket)?.keys).toEqual(['a']);
  });

  it('an attribute of an object that there is not', async () => {
    const headers = { 'x-amz-object-attributes': 'ETag,Colour' };
    expect(await send('GET', '/photos/a?attributes', headers)).toMatchObject({
      code: 'InvalidArgument',
      name: 'x-amz-object-attributes',
      value: 'Colour',
    });
  });

  it('a storage class that there is not', async () => {
    const result = await send('PUT', '/photos/b', { 'x-amz-storage-class': 'LUKEWARM' }, 'hello');
    expect(result).toMatchObject({ status: 400, code: 'InvalidStorageClass' });
  });

  it.each(['bytes=5-2', 'bytes=1-', 'bytes=-1', 'lines=0-1', 'bytes=0-10'])(
    'the range of a part: %s',
    async (range) => {
      const { UploadId } = await client.send(new s3.CreateMultipartUploadCommand({ Bucket, Key: 'b' }));
      const headers = { 'x-amz-copy-source': '/photos/a', 'x-amz-copy-source-range': range };
      const result = await send('PUT', `/photos/b?partNumber=1&uploadId=${UploadId}`, headers);
      expect(result).toMatchObject({
        status: 400,
        code: 'InvalidArgument',
        name: 'x-amz-copy-source-range',
        value: range,
      });
    },
  );

  it.each([
    ['/photos?delete', '<Delete></Delete>'],
    ['/photos?delete', '<Delete/>'],
    ['/photos?delete', '<Delete><Object/></Delete>'],
    ['/photos?delete', '<Remove><Object><Key>a</Key></Object></Remove>'],
    ['/photos?delete', '<Delete><Quiet>maybe</Quiet><Object><Key>a</Key></Object></Delete>'],
    ['/photos?delete', 'a'],
    ['/photos/a?uploadId=UPLOAD', '<CompleteMultipartUpload/>'],
    [
      '/photos/a?uploadId=UPLOAD',
      '<CompleteMultipartUpload><Part><PartNumber>x</PartNumber></Part></CompleteMultipartUpload>',
    ],
  ])('a document: POST %s %s', async (path, body) => {
    const { UploadId = '' } = await client.send(new s3.CreateMultipartUploadCommand({ Bucket, Key: 'a' }));
    const result = await send('POST', path.replace('UPLOAD', UploadId), {}, body);
    expect(result).toMatchObject({ status: 400, code: 'MalformedXML' });
    expect(buckets.get(Bucket)?.keys).toEqual(['a']);
  });

  it.each([
    ['POST', '/photos?delete'],
    ['PUT', '/photos/a?tagging'],
    ['PUT', '/photos?notification'],
  ])('an operation without its document: %s %s', async (method, path) => {
    expect(await send(method, path)).toMatchObject({ status: 400, code: 'MissingRequestBodyError' });
  });
});

describe('S3 ignores', () => {
  // https://www.rfc-editor.org/rfc/rfc9110#section-13.1.3
  it.each(['soon', '-1', '{}', 'Thu, 99 Foo 2030 00:00:00 GMT'])('the date "%s" of a condition', async (date) => {
    const headers = { 'if-modified-since': date, 'if-unmodified-since': date };
    expect(await send('GET', '/photos/a', headers)).toMatchObject({ status: 200, text: '0123456789' });
  });

  it.each(['bytes=5-2', 'bytes=x-y', 'bytes=0-1,3-4', 'lines=0-1', ''])('the range "%s" of a read', async (range) => {
    expect(await send('GET', '/photos/a', { range })).toMatchObject({ status: 200, text: '0123456789' });
  });

  it('an empty limit of a list', async () => {
    const result = await send('GET', '/photos?list-type=2&max-keys=');
    expect(result.text).toContain('<MaxKeys>1000</MaxKeys>');
  });
});

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html
describe('how an object is stored', () => {
  it('is part of each response: encrypted with a key of S3, in the class STANDARD', async () => {
    const encrypted = { ServerSideEncryption: 'AES256' };
    expect(await client.send(new s3.PutObjectCommand({ Bucket, Key: 'b', Body: 'hello' }))).toMatchObject(encrypted);
    const head = await client.send(new s3.HeadObjectCommand({ Bucket, Key: 'b' }));
    expect(head).toMatchObject(encrypted);
    expect(head.StorageClass).toBeUndefined();
    expect(await client.send(new s3.GetObjectCommand({ Bucket, Key: 'b' }))).toMatchObject(encrypted);
    const copy = { Bucket, Key: 'c', CopySource: `${Bucket}/b` };
    expect(await client.send(new s3.CopyObjectCommand(copy))).toMatchObject(encrypted);
    const { Contents } = await client.send(new s3.ListObjectsV2Command({ Bucket }));
    expect(new Set(Contents?.map(({ StorageClass }) => StorageClass))).toEqual(new Set(['STANDARD']));
  });

  it('is what the client asks for', async () => {
    const storage = { StorageClass: 'STANDARD_IA', ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'key' } as const;
    const { StorageClass, ...encryption } = storage;
    const output = await client.send(new s3.PutObjectCommand({ Bucket, Key: 'b', Body: 'hello', ...storage }));
    expect(output).toMatchObject(encryption);
    expect(await client.send(new s3.HeadObjectCommand({ Bucket, Key: 'b' }))).toMatchObject(storage);
    const { Contents } = await client.send(new s3.ListObjectsV2Command({ Bucket, Prefix: 'b' }));
    expect(Contents).toMatchObject([{ StorageClass }]);
    // A copy is stored as usual, unless it asks for something else.
    await client.send(new s3.CopyObjectCommand({ Bucket, Key: 'c', CopySource: `${Bucket}/b` }));
    const copy = await client.send(new s3.HeadObjectCommand({ Bucket, Key: 'c' }));
    expect(copy).toMatchObject({ ServerSideEncryption: 'AES256' });
    expect(copy.StorageClass).toBeUndefined();
  });

  it('can be changed by a copy of an object to itself', async () => {
    const copy = { Bucket, Key: 'a', CopySource: `${Bucket}/a`, StorageClass: 'ONEZONE_IA' } as const;
    await client.send(new s3.CopyObjectCommand(copy));
    const head = await client.send(new s3.HeadObjectCommand({ Bucket, Key: 'a' }));
    expect(head).toMatchObject({ StorageClass: 'ONEZONE_IA', ContentLength: 10 });
  });

  it('is that of an upload in parts', async () => {
    const storage = { ServerSideEncryption: 'aws:kms', StorageClass: 'GLACIER_IR' } as const;
    const encryption = { ServerSideEncryption: 'aws:kms' };
    const upload = await client.send(new s3.CreateMultipartUploadCommand({ Bucket, Key: 'b', ...storage }));
    expect(upload).toMatchObject(encryption);
    const { UploadId } = upload;
    const part = { Bucket, Key: 'b', UploadId, PartNumber: 1 };
    const { ETag, ...uploaded } = await client.send(new s3.UploadPartCommand({ ...part, Body: 'hello' }));
    expect(uploaded).toMatchObject(encryption);
    const { StorageClass } = await client.send(new s3.ListPartsCommand({ Bucket, Key: 'b', UploadId }));
    expect(StorageClass).toBe('GLACIER_IR');
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
    const whole = { Bucket, Key: 'b', UploadId, MultipartUpload };
    expect(await client.send(new s3.CompleteMultipartUploadCommand(whole))).toMatchObject(encryption);
    expect(await client.send(new s3.HeadObjectCommand({ Bucket, Key: 'b' }))).toMatchObject(storage);
  });

  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/restoring-objects.html
  it.each(['GLACIER', 'DEEP_ARCHIVE'] as const)(
    'keeps an object of the class %s from being read',
    async (StorageClass) => {
      await client.send(new s3.PutObjectCommand({ Bucket, Key: 'b', Body: 'hello', StorageClass }));
      const archived = { name: 'InvalidObjectState', $metadata: expect.objectContaining({ httpStatusCode: 403 }) };
      await expect(client.send(new s3.GetObjectCommand({ Bucket, Key: 'b' }))).rejects.toMatchObject(archived);
      const copy = { Bucket, Key: 'c', CopySource: `${Bucket}/b` };
      await expect(client.send(new s3.CopyObjectCommand(copy))).rejects.toMatchObject(archived);
      expect(await client.send(new s3.HeadObjectCommand({ Bucket, Key: 'b' }))).toMatchObject({ StorageClass });
    },
  );
});

describe('a list in pages', () => {
  it('of buckets', async () => {
    for (const name of ['one', 'two', 'three']) buckets.create(name, now);
    const names: (string | undefined)[] = [];
    for await (const page of s3.paginateListBuckets({ client, pageSize: 1 }, {})) {
      names.push(...(page.Buckets ?? []).map(({ Name }) => Name));
    }
    expect(names).toEqual(['one', 'photos', 'three', 'two']);
  });

  it('of uploads', async () => {
    let ids = 0;
    const own = new Buckets({ region: 'us-east-1', newId: () => `id-${++ids}`, notify: () => {} });
    own.create(Bucket, now);
    await using ownApi = await startAwsApi({
      now: () => now,
      services: { s3: async () => s3Service(own, () => true) },
    });
    const ownClient = new s3.S3Client(ownApi.client);
    for (const Key of ['b', 'a', 'a', 'c', 'b']) {
      await ownClient.send(new s3.CreateMultipartUploadCommand({ Bucket, Key }));
    }
    const found: string[] = [];
    let markers: Pick<s3.ListMultipartUploadsCommandInput, 'KeyMarker' | 'UploadIdMarker'> = {};
    for (let more = true; more; ) {
      const page = await ownClient.send(new s3.ListMultipartUploadsCommand({ Bucket, MaxUploads: 1, ...markers }));
      found.push(...(page.Uploads ?? []).map(({ Key, UploadId }) => `${Key} ${UploadId}`));
      markers = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
      more = page.IsTruncated === true;
    }
    expect(found).toEqual(['a id-2', 'a id-3', 'b id-1', 'b id-5', 'c id-4']);
    ownClient.destroy();
  });
});
