import { fileURLToPath } from 'node:url';
import { CreateBucketCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { startTestProject, type TestLocal } from '../../../../test/local.ts';
import { createTestProject } from '../../../../test/test-project.ts';

const thumbnailRuntime = fileURLToPath(new URL('../../../../test/thumbnail-runtime.ts', import.meta.url));

const createPhotos = (trigger = '', more = '') =>
  createTestProject({
    'lambda.yaml': `image: { handler: app.Handler }
trigger: { type: s3-direct, bucket: photos, ${trigger} }
${more}
`,
  });

function clientOf({ url }: TestLocal): S3Client {
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  return new S3Client({ endpoint: url, region: 'us-east-1', credentials, maxAttempts: 1 });
}

/** A machine without a profile and credentials. */
const noCredentials = {
  AWS_CONFIG_FILE: '/no/such',
  AWS_SHARED_CREDENTIALS_FILE: '/no/such',
  AWS_ACCESS_KEY_ID: '',
  AWS_PROFILE: '',
};

describe('a function with a bucket', () => {
  it('gets the events of objects that clients put, asynchronously', async () => {
    await using project = await createPhotos();
    await using local = await startTestProject(project);
    const client = clientOf(local);
    await client.send(new PutObjectCommand({ Bucket: 'photos', Key: 'a b.jpg', Body: 'content' }));
    await local.settled();
    const passed = await local.until('passed-on');
    expect(passed).toMatchObject({ from: 'bucket:photos', to: expect.stringMatching(/^function:/), what: 'a b.jpg' });
    expect(local.invocations).toMatchObject([
      {
        source: 's3',
        attempt: 1,
        event: {
          Records: [
            {
              eventSource: 'aws:s3',
              eventName: 'ObjectCreated:Put',
              s3: { bucket: { name: 'photos' }, object: { key: 'a+b.jpg', size: 7 } },
            },
          ],
        },
      },
    ]);
  });

  it('uses the local bucket with an unmodified client', async () => {
    await using project = await createPhotos('prefix: in/, suffix: .txt');
    await using local = await startTestProject(project, { env: noCredentials }, thumbnailRuntime);
    local.bucket('photos').put('in/größe 1.txt', 'small');
    local.bucket('photos').put('in/other.jpg', 'ignored');
    await local.settled();
    expect(local.invocations).toMatchObject([{ response: { written: ['in/größe 1.txt'] } }]);
    expect(local.bucket('photos').keys).toEqual(['in/größe 1.txt', 'in/other.jpg', 'thumbnails/in/größe 1.txt']);
    expect(local.bucket('photos').get('thumbnails/in/größe 1.txt')?.toString()).toBe('SMALL');
    const list = await clientOf(local).send(new ListObjectsV2Command({ Bucket: 'photos', Prefix: 'thumbnails/' }));
    expect(list.KeyCount).toBe(1);
    expect(await local.until('aws-access')).toMatchObject({ localServices: ['S3'] });
  });

  it('gets a notification twice with the fault bucket=duplicate', async () => {
    await using project = await createPhotos();
    await using local = await startTestProject(project, { faults: ['bucket=duplicate'] });
    local.bucket('photos').put('a', 'a');
    await local.settled();
    expect(local.invocations.length).toBe(2);
    expect(local.invocations[0]?.event).toEqual(local.invocations[1]?.event);
    expect(local.events).toContainEqual(
      expect.objectContaining({ type: 'fault', call: 'bucket', effect: 'sends the notification twice' }),
    );
  });

  it('gets an event again after a minute if it fails', async () => {
    await using project = await createPhotos();
    await using local = await startTestProject(
      project,
      { env: { AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:9' } },
      thumbnailRuntime,
    );
    local.bucket('photos').put('a.txt', 'a');
    await local.settled();
    // The runtime ends, because it cannot reach S3: a variable that is set stays.
    expect(local.invocations).toMatchObject([{ attempt: 1, error: { kind: 'Runtime.ExitError' } }]);
    await local.clock.skip('1m');
    expect(local.invocations).toMatchObject([{ attempt: 1 }, { attempt: 2, source: 's3' }]);
  });

  it.each([
    ['AWS_ENDPOINT_URL_S3', expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/)],
    ['AWS_ACCESS_KEY_ID', 'local'],
    ['AWS_ENDPOINT_URL', undefined],
    ['AWS_ENDPOINT_URL_SQS', undefined],
  ])('has the variable %s', async (name, value) => {
    await using project = await createPhotos();
    await using local = await startTestProject(project, { env: noCredentials });
    const { payload } = await local.invoke({ describe: name });
    expect((payload as { variable?: string }).variable).toEqual(value);
  });

  it('keeps its credentials', async () => {
    await using project = await createPhotos();
    await using local = await startTestProject(project, { env: { AWS_ACCESS_KEY_ID: 'mine' } });
    const { payload } = await local.invoke({ describe: 'AWS_ACCESS_KEY_ID' });
    expect(payload).toMatchObject({ variable: 'mine' });
  });

  it('uses the real S3 with the source none', async () => {
    await using project = await createPhotos();
    await using local = await startTestProject(project, { source: 'none' });
    const { payload } = await local.invoke({ describe: 'AWS_ENDPOINT_URL_S3' });
    expect((payload as { variable?: string }).variable).toBeUndefined();
    expect(() => local.bucket('photos')).toThrow('there is no bucket "photos": this emulator has no buckets');
    expect(await local.until('aws-access')).not.toHaveProperty('localServices');
  });
});

describe('a function without a bucket', () => {
  it('uses the real S3, although clients can create local buckets', async () => {
    await using project = await createTestProject({
      'lambda.yaml': 'image: { handler: app.H }\ntrigger: { type: none }\n',
    });
    await using local = await startTestProject(project);
    const { payload } = await local.invoke({ describe: 'AWS_ENDPOINT_URL_S3' });
    expect((payload as { variable?: string }).variable).toBeUndefined();
    const client = clientOf(local);
    await expect(client.send(new PutObjectCommand({ Bucket: 'new', Key: 'a', Body: 'b' }))).rejects.toMatchObject({
      name: 'NoSuchBucket',
    });
    await client.send(new CreateBucketCommand({ Bucket: 'new' }));
    local.bucket('new').put('a', 'b');
    expect(local.bucket('new').get('a')?.toString()).toBe('b');
    local.bucket('new').delete('a');
    expect(local.bucket('new').keys).toEqual([]);
    expect(local.bucket('new').get('a')).toBeUndefined();
  });
});

describe('functions that share a bucket', () => {
  it('get what their prefixes say', async () => {
    await using project = await createTestProject({
      'lambda.yaml': `project: shop
functions:
  photos: { handler: app.P, triggers: [{ type: s3-direct, bucket: files, prefix: photos/ }] }
  texts: { handler: app.T, triggers: [{ type: s3-direct, bucket: files, prefix: texts/ }] }
`,
    });
    await using local = await startTestProject(project);
    for (const key of ['texts/a', 'photos/b', 'other/c']) local.bucket('files').put(key, '');
    await local.settled();
    expect(local.invocations.map((each) => each.function).sort()).toEqual(['photos', 'texts']);
  });
});
