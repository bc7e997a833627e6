import { globSync } from 'node:fs';
import { mkdir, readFile, symlink } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { sampleEvent } from '@alr/builder/events';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { writeFunction } from '../conformance/function/lambda.ts';
import { bundle, makeSnapshot } from '../conformance/function/snapshot-start.ts';
import { type EmulatedFunction, emulateIn } from '../emulator/emulated-function.ts';

const examples = resolve(import.meta.dirname, '../../examples');

/** The examples, each with the sample events that it gets. */
const samples: Readonly<Record<string, readonly string[]>> = {
  alb: ['alb'],
  any: ['s3-test', 'eventbridge'],
  'authorizer.default': ['authorizer-token'],
  cognito: ['cognito'],
  dynamodb: ['dynamodb'],
  eventbridge: ['scheduler'],
  firehose: ['firehose'],
  'hello.Hello': ['s3'],
  http: ['url', 'http-api'],
  'http-hono': ['url', 'rest-api'],
  'http-schemas': ['http-api'],
  kafka: ['kafka'],
  kinesis: ['kinesis', 'kinesis-aggregated'],
  logs: ['logs'],
  s3: ['s3', 's3-in-sqs'],
  sns: ['sns', 'sns-in-sqs'],
  sqs: ['sqs'],
  'sqs-batch': ['sqs'],
  websocket: ['websocket'],
};

describe('the examples', () => {
  let task: string;

  beforeAll(async () => {
    const paths = globSync('{events,functions,http}/*.ts', { cwd: examples, exclude: ['**/*.test.ts'] });
    const texts = paths.map(async (path) => [basename(path), await readFile(join(examples, path), 'utf8')] as const);
    const files = { 'package.json': '{ "type": "module" }', ...Object.fromEntries(await Promise.all(texts)) };
    const project = await writeFunction(files, inject('packed').projectWithEvents);
    await mkdir(join(project, 'node_modules'));
    for (const name of ['hono', 'zod']) {
      await symlink(join(examples, 'node_modules', name), join(project, 'node_modules', name));
    }
    const handlers = Object.keys(samples).join(' ');
    await bundle(project, handlers);
    task = await makeSnapshot(project, handlers);
  }, 120_000);

  it.each(Object.entries(samples))('%s responds as without the snapshot', async (name, events) => {
    const program = join(task, 'alr-bootstrap.js');
    const start = (file: string, ...args: readonly string[]) =>
      emulateIn(task, { command: [file, ...args, name], env: { LAMBDA_TASK_ROOT: task } });
    await using expected = await start(process.execPath, program);
    await using actual = await start(program);
    for (const event of events.map((sample) => sampleEvent(sample))) {
      expect(await outcomeOf(actual, event)).toEqual(await outcomeOf(expected, event));
    }
  });
});

/** The response to an event, or the type and message of the error. */
async function outcomeOf(emulated: EmulatedFunction, event: unknown): Promise<unknown> {
  try {
    return await emulated.invoke(event);
  } catch (error) {
    const { errorType, errorMessage } = error as { errorType?: string; errorMessage?: string };
    return { errorType, errorMessage };
  }
}
