import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type LocalEvent, type LocalOptions, startLocal } from '@alr/builder';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Scaffolded } from '../scaffolded.ts';
import { type ContainerEngine, findContainerEngine } from './container-engine.ts';
import { scaffoldFor } from './image-project.ts';

const found = findContainerEngine();
const engine = found as ContainerEngine;
/** The label of the containers that these tests start. */
const LABEL = 'alr-image-test-local';
const runOptions = [`--label=${LABEL}`];
const CLI = join(import.meta.dirname, '../node_modules/@alr/builder/dist/cli.js');

/** A function that evaluates its event in the container. */
const SOURCE = `import * as fs from 'node:fs';
import { Runtime } from '@alr/runtime';

export class MyLambda extends Runtime {
  override async handler(event: unknown) {
    return new Function('fs', 'version', 'return ' + String(event))(fs, 1);
  }
}
`;

describe.skipIf(found === undefined)('an image on the emulator', () => {
  let project: Scaffolded;

  beforeAll(async () => {
    project = await scaffoldFor(engine, 'alr-image-test-local', []);
    await project.edit('src/app.ts', () => SOURCE);
    await project.builder('image');
  });
  afterAll(() => project.remove());

  async function start(options: LocalOptions = {}) {
    const events: LocalEvent[] = [];
    const image = { tag: project.tag, engine: engine.command, options: runOptions };
    const local = await startLocal({ port: 0, image, ...options, onEvent: (event) => events.push(event) });
    return {
      events,
      /** Evaluates an expression in the container. */
      evaluate: (expression: string) => invoke(local.url, expression),
      [Symbol.asyncDispose]: () => local.close(),
    };
  }

  async function invoke(url: string, expression: string): Promise<unknown> {
    const address = `${url}/2015-03-31/functions/function/invocations`;
    return (await fetch(address, { method: 'POST', body: JSON.stringify(expression) })).json();
  }

  /** The containers of these tests, running or not. */
  const containers = () => execFileSync(engine.command, ['ps', '--all', '--filter', `label=${LABEL}`, '-q']).toString();

  it('has the restrictions of Lambda', async () => {
    await using local = await start({ memory: 300 });
    expect(await local.evaluate('[process.getuid(), process.getgid()]')).toEqual([993, 990]);
    expect(await local.evaluate('process.constrainedMemory()')).toBe(300 * 2 ** 20);
    expect(
      await local.evaluate("fs.readFileSync('/proc/self/status', 'utf8').match(/CapEff.*|NoNewPrivs.*/g)"),
    ).toEqual([expect.stringMatching(/0{16}/), expect.stringMatching(/1/)]);
    const [report] = local.events.filter((event) => event.type === 'end');
    expect(report).toMatchObject({ memorySizeMB: 300, maxMemoryUsedMB: expect.any(Number) });
    expect(await local.evaluate("fs.writeFileSync('/var/task/x', '')")).toMatchObject({
      errorMessage: expect.stringContaining('EROFS'),
    });
    expect(await local.evaluate("fs.writeFileSync('/run/x', '')")).toMatchObject({ errorType: 'Error' });
    expect(await local.evaluate("(fs.writeFileSync('/tmp/x', 'a'), [fs.readFileSync('/tmp/x', 'utf8')])")).toEqual([
      'a',
    ]);
    expect(await local.evaluate("fs.statfsSync('/tmp').blocks * fs.statfsSync('/tmp').bsize")).toBe(512 * 2 ** 20);
  });

  it('has the variables that Lambda sets, and those of the function', async () => {
    const secrets = { TOKEN: 'hunter2', LINES: 'a\nb c="d"', AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 'key' };
    const env = { ...secrets, HOME: '/tmp/home', PATH: '/usr/local/bin' };
    await using local = await start({ env, functionName: 'orders', memory: 256, logFormat: 'json' });
    expect(await local.evaluate('process.env')).toEqual(
      expect.objectContaining({
        ...env,
        AWS_EXECUTION_ENV: 'AWS_Lambda_Image',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
        AWS_LAMBDA_FUNCTION_NAME: 'orders',
        AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
        AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
        AWS_LAMBDA_LOG_FORMAT: 'JSON',
        AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/orders',
        AWS_LAMBDA_LOG_STREAM_NAME: expect.any(String),
        AWS_LAMBDA_RUNTIME_API: expect.stringMatching(/:\d+$/),
        AWS_REGION: expect.any(String),
        AWS_DEFAULT_REGION: expect.any(String),
        LAMBDA_MODULE: 'src/app.MyLambda',
        LAMBDA_RUNTIME_DIR: '/var/runtime',
        LAMBDA_TASK_ROOT: '/var/task',
        LANG: 'en_US.UTF-8',
        TZ: ':UTC',
        _HANDLER: '',
      }),
    );
    expect(await local.evaluate("['USER', 'VITEST'].filter((name) => name in process.env)")).toEqual([]);
    const shown = JSON.stringify(local.events);
    for (const secret of ['hunter2', 'AKIA']) expect(shown).not.toContain(secret);
  });

  it('runs another handler of its module', async () => {
    await using local = await start({ handler: 'src/app.Other' });
    expect(await local.evaluate('1')).toMatchObject({ errorMessage: expect.stringContaining('no export Other') });
  });

  it('gets another container after a timeout, and leaves none behind', async () => {
    await using local = await start({ timeout: 2 });
    expect(await local.evaluate('(() => { for (;;); })()')).toMatchObject({ errorType: 'Sandbox.Timedout' });
    expect(await local.evaluate('1 + 1')).toBe(2);
    await local[Symbol.asyncDispose]();
    expect(containers()).toBe('');
  });

  it.each([
    [
      'uses more than its memory',
      "Array.from({ length: 40 }, () => Buffer.alloc(2 ** 24, 'a')).length",
      'signal: killed',
    ],
    ['exits', 'process.exit(7)', 'exit status 7'],
  ])('fails an invocation that %s, and runs the next one', async (_, expression, message) => {
    await using local = await start({ memory: 256 });
    expect(await local.evaluate(expression)).toMatchObject({
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringContaining(`Runtime exited with error: ${message}`),
    });
    expect(await local.evaluate('1 + 1')).toBe(2);
  });

  it('is reported if it is not on this machine', async () => {
    await expect(start({ image: { tag: 'alr-image-test:missing', engine: engine.command } })).rejects.toThrow(
      'has no image alr-image-test:missing: build it with alr-builder image',
    );
  });

  it('is built and run by one command, again after a change, and removed with its emulator', async () => {
    const args = [CLI, 'local', '-i', project.directory, '--image', '--watch', '--port', '0', '--', ...runOptions];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const next = async (pattern: RegExp) => {
      for (;;) {
        const { value, done } = await lines.next();
        if (done) throw new Error(`the output ended without ${pattern}`);
        const match = pattern.exec(value);
        if (match) return match[0];
      }
    };
    const url = await next(/http:\/\/\S+/);
    await next(/^starting a container of alr-image-test-local/);
    expect(await invoke(url, 'version')).toBe(1);
    // What a program writes into the project does not count.
    await writeFile(join(project.directory, 'local.log'), 'a line');
    await project.edit('src/app.ts', (text) => text.replace('(fs, 1)', '(fs, 2)'));
    expect(await next(/^restarting: .*/)).toBe('restarting: src/app.ts changed');
    await next(/^starting a container of alr-image-test-local/);
    expect(await invoke(url, 'version')).toBe(2);
    child.kill('SIGINT');
    await once(child, 'exit');
    expect(containers()).toBe('');
  });
});
