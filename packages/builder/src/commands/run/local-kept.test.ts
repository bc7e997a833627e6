import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { installBootstrap } from '../../../test/local.ts';
import { CLI } from '../../../test/run-cli.ts';
import { createTestProject, type TestProject } from '../../../test/test-project.ts';

const CONFIGURATION = `image: { handler: app.Handler }
lambda: { name: worker }
trigger: { type: sqs, queue: { name: jobs } }
local: { buckets: [photos] }
`;

async function createProject(): Promise<TestProject> {
  const project = await createTestProject({ 'lambda.yaml': CONFIGURATION });
  await installBootstrap(project.path('node_modules/@alr/runtime'));
  return project;
}

interface Emulator {
  readonly child: ChildProcess;
  readonly lines: readonly string[];
  readonly sqs: SQSClient;
  readonly s3: S3Client;
  /** Ends the process, and resolves when it has ended. */
  kill(signal: NodeJS.Signals): Promise<void>;
}

/** Starts `alr-builder local`, with clients that do not retry. */
async function start({ directory }: TestProject, ...args: string[]): Promise<Emulator> {
  const child = spawn(process.execPath, [CLI, 'local', '-i', directory, '--port', '0', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const reader = createInterface({ input: child.stdout });
  const lines: string[] = [];
  const listening = Promise.withResolvers<string>();
  reader.on('line', (line) => {
    lines.push(line);
    const url = /^Listening on (\S+)/.exec(line)?.[1];
    if (url !== undefined) listening.resolve(url);
  });
  const endpoint = await listening.promise;
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  const settings = { endpoint, region: 'us-east-1', credentials, maxAttempts: 1 };
  return {
    child,
    lines,
    sqs: new SQSClient(settings),
    s3: new S3Client(settings),
    async kill(signal) {
      const ended = once(child, 'exit');
      child.kill(signal);
      await ended;
    },
  };
}

/** What has been acknowledged about a message. */
class Known {
  receives = 0;
  isDeleted = false;
  /** Whether a client has tried to delete it, which may not have got the response. */
  isBeingDeleted = false;
}

const OWN = 'http://127.0.0.1/012345678912/own';

/** Sends, receives and deletes messages until the emulator is gone. */
async function useQueue({ sqs }: Emulator, known: Map<string, Known>, onAcknowledged: () => void): Promise<void> {
  const work = async (worker: number) => {
    for (let number = 0; ; number++) {
      const sent = await sqs.send(new SendMessageCommand({ QueueUrl: OWN, MessageBody: `${worker} ${number}` }));
      knownAs(known, sent.MessageId);
      onAcknowledged();
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: OWN, VisibilityTimeout: 0 }));
      for (const message of Messages) await settle(sqs, known, message, number, onAcknowledged);
    }
  };
  await Promise.allSettled([1, 2, 3, 4].map(work));
}

/** Another worker may have received a message before its sender knew that it is there. */
function knownAs(known: Map<string, Known>, id = ''): Known {
  const message = known.get(id) ?? new Known();
  known.set(id, message);
  return message;
}

async function settle(
  sqs: SQSClient,
  known: Map<string, Known>,
  { MessageId = '', ReceiptHandle }: Message,
  number: number,
  onAcknowledged: () => void,
): Promise<void> {
  const message = knownAs(known, MessageId);
  message.receives++;
  if (number % 3 === 0) return;
  message.isBeingDeleted = true;
  await sqs.send(new DeleteMessageCommand({ QueueUrl: OWN, ReceiptHandle }));
  message.isDeleted = true;
  onAcknowledged();
}

/** The messages of the queue with the receives that it has counted before. */
async function drain({ sqs }: Emulator): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: OWN, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ['All'] }),
    );
    if (Messages.length === 0) return found;
    for (const { MessageId = '', Attributes = {} } of Messages) {
      found.set(MessageId, Number(Attributes.ApproximateReceiveCount) - 1);
    }
  }
}

describe('alr-builder local that is killed', () => {
  it.each([1, 20, 200])('has everything that it acknowledged: after %i operations', async (operations) => {
    await using project = await createProject();
    const first = await start(project);
    await first.sqs.send(new CreateQueueCommand({ QueueName: 'own' }));
    const known = new Map<string, Known>();
    let acknowledged = 0;
    const killed = Promise.withResolvers<void>();
    const using = useQueue(first, known, () => {
      if (++acknowledged === operations) killed.resolve(first.kill('SIGKILL'));
    });
    await Promise.all([killed.promise, using]);
    const found = await drain(await start(project));
    // How to reach the killed one is of no use.
    const access = (await readdir(project.path('.alr/local'))).filter((name) => name.startsWith('emulator-'));
    expect(access).toHaveLength(1);
    for (const [id, { receives, isDeleted, isBeingDeleted }] of known) {
      const count = found.get(id);
      if (isDeleted) expect(count, id).toBeUndefined();
      else if (count === undefined) expect(isBeingDeleted, id).toBe(true);
      // Receives whose responses were lost count too: at most one for each of the four workers.
      else expect(count - receives, id).toSatisfy((unknown: number) => unknown >= 0 && unknown <= 4);
    }
  });

  it('delivers each message to the function, which may see one again', async () => {
    const seen = new Map<string, number>();
    const server = createServer((request, response) => {
      seen.set(request.url ?? '', (seen.get(request.url ?? '') ?? 0) + 1);
      response.end('done');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    await using project = await createProject();
    const QueueUrl = 'http://127.0.0.1/012345678912/jobs';
    const paths: string[] = [];
    for (let run = 0; run < 2; run++) {
      const emulator = await start(project);
      for (let number = 0; number < 10; number++) {
        const path = `/${run}/${number}`;
        const MessageBody = JSON.stringify({ after: `http://127.0.0.1:${port}${path}` });
        await emulator.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
        paths.push(path);
      }
      await emulator.kill('SIGKILL');
    }
    await start(project);
    // What was being processed is hidden until its visibility timeout ends.
    await once(spawn(process.execPath, [CLI, 'skip', '6m', '-i', project.directory]), 'exit');
    await expect.poll(() => paths.filter((path) => !seen.has(path))).toEqual([]);
  });
});

describe('alr-builder local', () => {
  it('has queues and objects the next day again, after Ctrl-C', async () => {
    await using project = await createProject();
    const first = await start(project);
    const fail = JSON.stringify({ fail: 'Poison' });
    await first.sqs.send(new SendMessageCommand({ QueueUrl: 'http://127.0.0.1/012345678912/jobs', MessageBody: fail }));
    await first.s3.send(new PutObjectCommand({ Bucket: 'photos', Key: 'a b.jpg', Body: 'bytes' }));
    await expect.poll(() => first.lines.join('\n')).toContain('returns to the queue jobs');
    await first.kill('SIGINT');
    const second = await start(project);
    await expect
      .poll(() => second.lines.find((line) => line.startsWith('  kept:')))
      .toMatch(/^ {2}kept: {9}1 message, 1 object \(in .*\.alr\/local; --reset starts without\)$/);
    const { Body } = await second.s3.send(new GetObjectCommand({ Bucket: 'photos', Key: 'a b.jpg' }));
    expect(await Body?.transformToString()).toBe('bytes');
    await second.kill('SIGINT');
    const third = await start(project, '--reset');
    await expect(third.s3.send(new GetObjectCommand({ Bucket: 'photos', Key: 'a b.jpg' }))).rejects.toThrow(
      expect.objectContaining({ name: 'NoSuchKey' }),
    );
    expect(third.lines.join('\n')).not.toContain('kept:');
    await expect
      .poll(() => third.lines.find((line) => line.startsWith('  reset:')))
      .toMatch(/^ {2}reset: {8}deleted 1 message, 1 object, 1 invocation \(in .*\.alr\/local\)$/);
    await third.kill('SIGINT');
    const fourth = await start(project, '--reset');
    await expect.poll(() => fourth.lines.join('\n')).toMatch(/ {2}reset: {8}there was nothing to delete \(in /);
  });
});
