import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, inject, it } from 'vitest';

const run = promisify(execFile);
const TESTS = join(import.meta.dirname, '..');

const TYPESCRIPT_7 = join(TESTS, 'node_modules', 'typescript');
const TYPESCRIPT_5 = join(TESTS, 'other-versions', 'node_modules', 'typescript-5.9');
const nodenext = { module: 'nodenext' };

const CLASS = `
import { Runtime } from '@alr/runtime';
import type { Context } from '@alr/context';
import type { Writer } from '@alr/writer';
import { invoke } from '@alr/runtime/testing';

export default class MyLambda extends Runtime {
  connected = false;
  constructor() { super({ logLevel: 'debug', timeout: 5 }); }
  override async init(): Promise<void> { this.connected = true; }
  override async handler(event: unknown, context: Context): Promise<unknown> {
    this.logger.info('received', context.awsRequestId);
    this.logger.debug(() => JSON.stringify(event));
    if (event === 'stream') return async (writer: Writer): Promise<void> => { await writer.write('chunk'); };
    return JSON.stringify({ remaining: context.getRemainingTimeInMillis() });
  }
}
const result = await invoke(MyLambda, { a: 1 });
void result;
`;

/** A plain function, as for AWS's Node runtime. */
const FOR_AWS = `
import type { Context as AwsContext, Handler } from 'aws-lambda';

declare const context: Context;
export const awsContext: AwsContext = context;
export const plain: Handler = async (event, aws) => [event, aws.awsRequestId];
`;

const EVENTS = `
import { Runtime } from '@alr/runtime';
import { EVENT_SQS, SQSHandler } from '@alr/event';

interface Order { id: string }
class Orders extends SQSHandler<Order> {
  override async onMessage(body: Order): Promise<void> { this.logger.info(body.id); }
}
export default class MyLambda extends Runtime {}
MyLambda.registerEventHandler(EVENT_SQS, Orders);
`;

/** Everything that can be imported. */
const ALL = `
import { startLocal } from '@alr/builder';
import { sampleEvent } from '@alr/builder/events';
import { Context } from '@alr/context';
import * as event from '@alr/event';
import { Runtime, type Context as RuntimeContext, type Logger, type Writer as RuntimeWriter } from '@alr/runtime';
import { invoke } from '@alr/runtime/testing';
import * as xray from '@alr/runtime/xray';
import { Writer } from '@alr/writer';

export class Hello extends Runtime {
  override async handler(_: unknown, context: RuntimeContext) {
    const logger: Logger = this.logger;
    logger.info(context.awsRequestId);
    return (writer: RuntimeWriter) => writer.write('hello');
  }
}
export const all = [startLocal, sampleEvent, Context, event, invoke, xray, Writer];
`;

/** Compiles a module where the packages are installed, and returns the errors of the compiler. */
async function compile(
  compiler: string,
  project: string,
  source: string,
  { file = 'app.mts', ...options }: Readonly<Record<string, unknown>> & { readonly file?: string },
): Promise<string> {
  const folder = await mkdtemp(join(project, 'consumer-'));
  for (const name of ['@types/node', '@types/aws-lambda', '@alr/builder']) {
    const link = join(folder, 'node_modules', name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(join(TESTS, 'node_modules', name), link);
  }
  await writeFile(join(folder, file), source);
  const compilerOptions = {
    noEmit: true,
    strict: true,
    noImplicitOverride: true,
    skipLibCheck: false,
    target: 'es2023',
    types: ['node'],
    ...options,
  };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: [file] }));
  const script = join(compiler, 'bin', 'tsc');
  return run(process.execPath, [script, '-p', folder]).then(
    ({ stdout }) => stdout,
    (error: { stdout: string }) => error.stdout,
  );
}

describe('the types', () => {
  const { project, projectWithEvents } = inject('packed');

  it.each([
    ['TypeScript 7', TYPESCRIPT_7, nodenext],
    ['TypeScript 7 for a bundler', TYPESCRIPT_7, { module: 'esnext', moduleResolution: 'bundler' }],
    ['TypeScript 7 with exact optional properties', TYPESCRIPT_7, { ...nodenext, exactOptionalPropertyTypes: true }],
    ['TypeScript 7 with the DOM types', TYPESCRIPT_7, { ...nodenext, lib: ['es2023', 'dom', 'dom.iterable'] }],
    ['TypeScript 5.9', TYPESCRIPT_5, nodenext],
  ])('resolve under %s, with the event package absent', async (_, compiler, options) => {
    expect(await compile(compiler, project, CLASS + FOR_AWS, options)).toBe('');
  });

  const compilers = { 'TypeScript 7': TYPESCRIPT_7, 'TypeScript 5.9': TYPESCRIPT_5 };
  const modules = [nodenext, { module: 'esnext', moduleResolution: 'bundler' }, { module: 'commonjs' }];
  const targets = Object.entries(compilers).flatMap(([name, compiler]) =>
    modules.flatMap((module) => ['es2022', 'esnext'].map((target) => ({ name, compiler, ...module, target }))),
  );
  it.each(targets)(
    'of all packages resolve under $name for the target $target and the module $module',
    async ({ name: _, compiler, ...options }) => {
      expect(await compile(compiler, projectWithEvents, ALL, { ...options, file: 'app.ts' })).toBe('');
    },
  );

  it('resolve if no types are requested, as is the default of TypeScript 7', async () => {
    const options = { ...nodenext, target: 'es2022', lib: ['es2022', 'dom'], types: [] };
    expect(await compile(TYPESCRIPT_7, projectWithEvents, ALL, options)).toBe('');
  });

  it.each(Object.entries(compilers))('resolve under %s, with the event package', async (_, compiler) => {
    expect(await compile(compiler, projectWithEvents, EVENTS, nodenext)).toBe('');
  });

  it('reject a handler class for another source', async () => {
    const wrong = EVENTS.replaceAll('EVENT_SQS', 'EVENT_SNS');
    expect(await compile(TYPESCRIPT_7, projectWithEvents, wrong, nodenext)).toMatch(/app\.mts.*error TS/);
  });

  it('reject an unknown option', async () => {
    const wrong = CLASS.replace(`logLevel: 'debug'`, `loglevel: 'debug'`);
    expect(await compile(TYPESCRIPT_7, project, wrong, nodenext)).toMatch(/app\.mts.*error TS/);
  });
});
