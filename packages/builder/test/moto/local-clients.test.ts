import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, inject, it } from 'vitest';
import { startTestLocal } from '../local.ts';
import { createTestProject } from '../test-project.ts';

const MOTO = join(import.meta.dirname, '../../node_modules/.cache/moto');

/** Runs a program in Python with Debian's boto3, which moto needs, too. */
async function runPython(...args: readonly string[]): Promise<string> {
  const root = join(MOTO, 'root/usr');
  const find = async (folder: string, name: RegExp) => {
    const entries = await readdir(folder).catch(() => []);
    return entries.filter((each) => name.test(each)).map((each) => join(folder, each))[0];
  };
  const loader =
    (await find(join(root, 'lib64'), /^ld-linux/)) ??
    (await find(join(root, 'lib'), /^ld-linux/)) ??
    (await find(join(root, '../lib64'), /^ld-linux/));
  const [libraries, python] = [
    await find(join(root, 'lib'), /-linux-gnu$/),
    await find(join(root, 'bin'), /^python3\.\d+$/),
  ];
  const env = {
    PYTHONHOME: root,
    PYTHONPATH: join(root, 'lib/python3/dist-packages'),
    PYTHONNOUSERSITE: '1',
    PYTHONUTF8: '1',
  };
  const program = [String(loader), '--library-path', String(libraries), String(python), ...args];
  const { stdout } = await promisify(execFile)(program[0] as string, program.slice(1), { env });
  return stdout;
}

describe.skipIf(inject('motoUrl') === '')('a client in Python', () => {
  it('can use queues, buckets, topics and event buses of this machine', async () => {
    await using local = await startTestLocal();
    const printed = await runPython(join(import.meta.dirname, 'boto3-client.py'), local.url);
    const kind = { DataType: 'String', StringValue: 'order' };
    expect(JSON.parse(printed)).toEqual({
      messages: ['grüße', 'b'],
      attributes: { kind },
      'no queue': 'AWS.SimpleQueueService.NonExistentQueue',
      object: ['content', { n: '1' }, 7],
      large: 9_000_000,
      keys: ['a b+ü.txt', 'large'],
      'no key': 'NoSuchKey',
      notification: ['news', 'order'],
      events: [1, [null, 'MalformedDetail']],
    });
  });
});

/** Whether the AWS CLI is installed on this machine. */
async function hasCli(): Promise<boolean> {
  return promisify(execFile)('aws', ['--version']).then(
    () => true,
    () => false,
  );
}

describe.skipIf(!(await hasCli()))('the AWS CLI', () => {
  it('can use queues, buckets, topics and event buses of this machine', async () => {
    await using local = await startTestLocal();
    await using folder = await createTestProject({ 'a b.txt': 'content' });
    const env = {
      ...process.env,
      AWS_ACCESS_KEY_ID: 'any',
      AWS_SECRET_ACCESS_KEY: 'any',
      AWS_DEFAULT_REGION: 'eu-central-1',
    };
    const aws = async (...args: string[]) => {
      const { stdout } = await promisify(execFile)('aws', ['--endpoint-url', local.url, ...args], { env });
      return stdout;
    };
    const queue = async () => {
      const { QueueUrl } = JSON.parse(await aws('sqs', 'create-queue', '--queue-name', 'jobs'));
      await aws('sqs', 'send-message', '--queue-url', QueueUrl, '--message-body', '{"n":1}');
      expect(JSON.parse(await aws('sqs', 'receive-message', '--queue-url', QueueUrl)).Messages).toMatchObject([
        { Body: '{"n":1}' },
      ]);
    };
    const bucket = async () => {
      await aws('s3', 'mb', 's3://photos');
      await aws('s3', 'cp', folder.path('a b.txt'), 's3://photos/folder/a b.txt');
      expect(await aws('s3', 'ls', 's3://photos/folder/')).toMatch(/ 7 a b\.txt\n/);
      expect(await aws('s3', 'cp', 's3://photos/folder/a b.txt', '-')).toBe('content');
    };
    const topicAndBus = async () => {
      const { TopicArn } = JSON.parse(await aws('sns', 'create-topic', '--name', 'news'));
      expect(JSON.parse(await aws('sns', 'publish', '--topic-arn', TopicArn, '--message', 'a'))).toHaveProperty(
        'MessageId',
      );
      const entries = '[{"Source":"shop","DetailType":"Paid","Detail":"{}"}]';
      expect(JSON.parse(await aws('events', 'put-events', '--entries', entries)).FailedEntryCount).toBe(0);
    };
    await Promise.all([queue(), bucket(), topicAndBus()]);
  });
});
