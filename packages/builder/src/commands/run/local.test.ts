import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Gate, openGate } from '../../../test/gate.ts';
import { installBootstrap, runtimeClient } from '../../../test/local.ts';
import { CLI } from '../../../test/run-cli.ts';
import type { Instruction } from '../../../test/runtime-client.ts';
import { createTestProject } from '../../../test/test-project.ts';

const LISTENER = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/web/a/b';

function start(...args: string[]): ChildProcess & { stdout: NodeJS.ReadableStream; stderr: NodeJS.ReadableStream } {
  const child = spawn(process.execPath, [CLI, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** Starts the emulator, and resolves once it has printed its address. */
function startLocal(...args: string[]) {
  return startHandler(...args, '--', ...runtimeClient);
}

async function startHandler(...args: string[]) {
  const child = start('local', '--port', '0', '--data', 'memory', ...args);
  const reader = createInterface({ input: child.stdout });
  const lines: string[] = [];
  reader.on('line', (line) => lines.push(line));
  await once(reader, 'line');
  const [first = ''] = lines;
  return { child, lines, first, url: /http:\/\/[\d.]+:\d+/.exec(first)?.[0] ?? '' };
}

/** Returns a variable of the function's environment. */
async function variable(url: string, name: string): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    body: JSON.stringify({ describe: name }),
    headers: { 'content-type': 'application/json' },
  });
  const result = await response.text();
  // Otherwise a function that could not start would seem not to have the variable.
  if (!response.ok) throw new Error(`${response.status}: ${result}`);
  const { variable: value } = JSON.parse(result) as { variable?: unknown };
  return value;
}

/** Replaces a file as a whole: a watcher could see one that is being written. */
async function replaceFile(path: string, content: string): Promise<void> {
  await writeFile(`${path}.new`, content);
  await rename(`${path}.new`, path);
}

/** Starts an emulator whose function is in the middle of an invocation, with an open connection to the gate. */
async function startBusy(gate: Gate) {
  const { child, url } = await startLocal();
  const invoked = fetch(url, {
    method: 'POST',
    body: JSON.stringify({ spawnAndHang: gate.url }),
    headers: { 'content-type': 'application/json' },
  });
  invoked.catch(() => {});
  await gate.called;
  return child;
}

describe('alr-builder local', () => {
  it('has other fronts', async () => {
    const { url, lines } = await startLocal('--front', 'rest-api', '--binary-media-type', '*/*');
    expect((await fetch(url, { method: 'POST', body: '{"fail":"Unwilling"}' })).status).toBe(502);
    await expect.poll(() => lines[1]).toBe(`  REST API:     curl ${url}/`);
  });

  it.each([
    ['http-api', '{ type: http-api }', 'HTTP API'],
    ['alb', `{ type: alb, listener_arn: '${LISTENER}' }`, 'ALB'],
    ['eventbridge and url', '{ type: eventbridge }, { type: url }', 'function URL'],
  ])('has the front of the trigger %s', async (_what, triggers, front) => {
    await using project = await createTestProject({
      'lambda.yaml': `image: { handler: app.handler }\ntriggers: [${triggers}]\n`,
    });
    const { url, lines } = await startLocal('--install-dir', project.directory);
    await expect.poll(() => lines).toContainEqual(expect.stringMatching(`^  ${front}: +curl ${url}/$`));
  });

  it('has a separate front for each function', async () => {
    await using project = await createTestProject({
      'lambda.yaml': `project: shop
functions:
  api: { handler: app.Api, triggers: [{ type: http-api }] }
  admin: { handler: app.Admin, triggers: [{ type: url }] }
`,
    });
    await installBootstrap(project.path('node_modules/@alr/runtime'));
    const { lines, child } = await startHandler('--install-dir', project.directory);
    for (const line of [
      /^ {2}api {4}shop-dev-api, HTTP API: http/,
      /^ {2}admin {2}shop-dev-admin, function URL: http/,
    ]) {
      await expect.poll(() => lines).toContainEqual(expect.stringMatching(line));
    }
    child.kill();
    await once(child, 'exit');
  });

  it('says where a debugger attaches', async () => {
    const { lines } = await startLocal('--inspect=0');
    await expect
      .poll(() => lines)
      .toContainEqual(
        expect.stringMatching(/^ {2}debugger: {5}attach your editor or chrome:\/\/inspect to 127\.0\.0\.1:\d+$/),
      );
  });

  it.each([
    [['--inspect', 'app.handler', 'app.other'], 'more than one handler: 2 arguments'],
    [['--inspect=65536', 'app.handler'], '--inspect=65536: the port must be a whole number from 0 to 65535'],
    [['--inspect', '--', 'python3'], 'the debugger is for Node, but the command is python3'],
    [['--multi-value-headers', 'app.handler'], 'multi-value headers are a setting of a load balancer'],
    [['--front', 'elb', 'app.handler'], 'Allowed choices are url, http-api, rest-api, alb'],
  ])('rejects %j', async (args, message) => {
    const child = start('local', '--port', '0', '--data', 'memory', ...args);
    const [output, [status]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
    expect(output).toContain(message);
    expect(status).toBe(2);
  });

  it('runs one function of a project, with its settings', async () => {
    const functions = `project: shop
lambda: { environment: { LEVEL: info, TABLE: none } }
functions:
  orders: { handler: app.Orders, environment: { TABLE: orders } }
  api: { handler: app.Api }
`;
    await using project = await createTestProject({ 'lambda.yaml': functions });
    const { url } = await startLocal('--install-dir', project.directory, '--function', 'orders');
    expect(await variable(url, 'TABLE')).toBe('orders');
    expect(await variable(url, 'LEVEL')).toBe('info');
    expect(await variable(url, 'AWS_LAMBDA_FUNCTION_NAME')).toBe('shop-dev-orders');
  });

  it.each([
    [['app.Orders'], 'the handler app.Orders is for one function'],
    [['--', 'python3'], 'a command after -- is for one function'],
    [['--bootstrap', 'bootstrap'], '--bootstrap is for one function'],
    [['--function-name', 'orders'], '--function-name is for one function'],
    [['--inspect'], 'a debugger is for one function'],
  ])('asks which function of a project it should run with %j', async (args, message) => {
    const functions = 'project: shop\nfunctions:\n  orders: { handler: app.Orders }\n  api: { handler: app.Api }\n';
    await using project = await createTestProject({ 'lambda.yaml': functions });
    const child = start('local', '--port', '0', '--install-dir', project.directory, ...args);
    const [output, [status]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
    expect(output).toContain(`${message}: choose one of orders, api with --function NAME`);
    expect(status).toBe(2);
  });

  it('runs all functions of a project, and names them in the output', async () => {
    const functions = `project: shop
functions:
  orders: { handler: app.Orders }
  api: { handler: app.Api, triggers: [{ type: url }] }
`;
    await using project = await createTestProject({ 'lambda.yaml': functions });
    await installBootstrap(project.path('node_modules/@alr/runtime'));
    const { lines, url } = await startHandler('--install-dir', project.directory);
    const invoke = (name: string) =>
      fetch(`${url}/2015-03-31/functions/${name}/invocations`, { method: 'POST', body: '{"log":["hello"]}' });
    for (const name of ['orders', 'shop-dev-api']) expect((await invoke(name)).status).toBe(200);
    await expect.poll(() => lines).toEqual(expect.arrayContaining(['orders hello', 'api    hello']));
    expect(lines).toContain('  orders  shop-dev-orders');
    expect(lines).toContain(`  api     shop-dev-api, function URL: ${url}/`);
  });

  it('prints its address first', async () => {
    const { first, url } = await startLocal();
    expect(first).toMatch(/^Listening on http:\/\/127\.0\.0\.1:\d+$/);
    expect((await fetch(url)).status).toBe(200);
  });

  it('prints JSON lines with --json', async () => {
    const { first } = await startLocal('--json');
    expect(JSON.parse(first)).toMatchObject({
      type: 'listening',
      url: expect.stringMatching(/^http:/),
      time: expect.any(String),
    });
  });

  it('passes options on to the function', async () => {
    const { url } = await startLocal(
      ...['--env', 'A=b=c', '--function-name', 'orders', '--memory', '512', '--log-format', 'json'],
      ...['--log-level', 'debug', '--concurrency', '2', '--no-trace'],
    );
    for (const [name, value] of [
      ['A', 'b=c'],
      ['AWS_LAMBDA_FUNCTION_NAME', 'orders'],
      ['AWS_LAMBDA_FUNCTION_MEMORY_SIZE', '512'],
      ['AWS_LAMBDA_LOG_FORMAT', 'JSON'],
      ['AWS_LAMBDA_LOG_LEVEL', 'DEBUG'],
      ['AWS_LAMBDA_MAX_CONCURRENCY', '2'],
    ] as const) {
      expect(await variable(url, name)).toBe(value);
    }
  });

  it('lets pages of the origins of --allow-origin call Invoke', async () => {
    const { url } = await startLocal('--allow-origin', 'https://a.example', '--allow-origin', 'https://b.example');
    for (const origin of ['https://a.example', 'https://b.example']) {
      const { headers } = await fetch(`${url}/2015-03-31/functions/function/invocations`, {
        method: 'OPTIONS',
        headers: { origin },
      });
      expect(headers.get('access-control-allow-origin')).toBe(origin);
    }
  });

  it('uses the configured name, memory and environment, unless options override them', async () => {
    await using here = await createTestProject({
      'lambda.yaml':
        'image: { handler: app }\naws: { region: eu-west-1 }\ntrigger: { type: sqs, queue: { name: jobs, partial_batch_response: true } }\n' +
        'lambda: { name: orders, memory: 256, environment: { TABLE: t, MODE: test } }\n',
      'lambda-handler.env': 'TOKEN=secret\n',
    });
    const { url } = await startLocal('-i', here.directory, '--memory', '512', '--env', 'MODE=mine');
    expect(await variable(url, 'AWS_LAMBDA_FUNCTION_NAME')).toBe('orders');
    expect(await variable(url, 'AWS_LAMBDA_FUNCTION_MEMORY_SIZE')).toBe('512');
    expect(await variable(url, 'TABLE')).toBe('t');
    expect(await variable(url, 'MODE')).toBe('mine');
    expect(await variable(url, 'TOKEN')).toBe('secret');
    // As a deployment sets it, and the local queue, and the queue of `alr-builder event sqs --queue jobs`.
    expect(await variable(url, 'ALR_PARTIAL_BATCH_RESPONSE')).toBe(
      'arn:aws:sqs:eu-west-1:123456789012:jobs,arn:aws:sqs:us-east-1:123456789012:jobs,arn:aws:sqs:eu-west-1:012345678912:jobs',
    );
  });

  it.each([['--env-from'], ['--env-file']])(
    'uses the environment of %s instead of the configured one',
    async (option) => {
      await using here = await createTestProject({
        'lambda.yaml': 'lambda: { environment: { TABLE: t } }\n',
        'test.env': 'TOKEN=test\n',
      });
      const { url } = await startLocal('-i', here.directory, option, here.path('test.env'));
      expect(await variable(url, 'TOKEN')).toBe('test');
      expect(await variable(url, 'TABLE')).toBeUndefined();
    },
  );

  it.each([
    ['UTF-8 with a byte order mark', Buffer.from('\uFEFFFIRST=é\n')],
    ['UTF-16', Buffer.from('\uFEFFFIRST=é\n', 'utf16le')],
  ])('reads variables in %s', async (_, bytes) => {
    await using here = await createTestProject();
    await writeFile(here.path('test.env'), bytes);
    const { url } = await startLocal('-i', here.directory, '--env-from', here.path('test.env'));
    expect(await variable(url, 'FIRST')).toBe('é');
  });

  it('reports a file of variables that does not exist', async () => {
    const child = start('local', '--port', '0', '--env-from', 'no-such.env', '--', ...runtimeClient);
    const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
    expect(stderr).toMatch(/^error: cannot read the environment file .*no-such\.env: no such file or directory\n$/);
    expect(code).toBe(1);
  });

  it('reads its settings again when one of their files changes, and keeps its options', async () => {
    const yaml = (lambda: string) => `trigger: { type: none }\nlambda: ${lambda}\n`;
    await using here = await createTestProject({
      'lambda.yaml': yaml('{ memory: 256, timeout: 5, environment: { TABLE: one, MODE: one } }'),
    });
    const { lines, url } = await startLocal('-i', here.directory, '--watch', '--env', 'MODE=mine');
    const settings = async () =>
      Promise.all(
        ['AWS_LAMBDA_FUNCTION_MEMORY_SIZE', 'AWS_LAMBDA_LOG_FORMAT', 'TABLE', 'MODE', 'TOKEN'].map((name) =>
          variable(url, name),
        ),
      );
    expect(await settings()).toEqual(['256', undefined, 'one', 'mine', undefined]);
    await replaceFile(
      here.path('lambda.yaml'),
      yaml('{ memory: 512, log_format: JSON, environment: { TABLE: two, MODE: two } }'),
    );
    await expect.poll(() => lines).toContain('restarting: lambda.yaml changed');
    expect(await settings()).toEqual(['512', 'JSON', 'two', 'mine', undefined]);

    await replaceFile(here.path('lambda.yaml'), yaml('{ memory: 5, environment: { TABLE: three } }'));
    await expect.poll(() => lines).toContain('the last valid configuration stays in use');
    expect(lines).toContainEqual(expect.stringMatching(/lambda\.yaml:2:19: lambda\.memory is "5": it must be/));
    expect(await settings()).toEqual(['512', 'JSON', 'two', 'mine', undefined]);

    await replaceFile(here.path('lambda.yaml'), yaml('{ environment: { TABLE: four } }'));
    await expect.poll(() => lines.filter((line) => line.startsWith('restarting'))).toHaveLength(2);
    await replaceFile(here.path('lambda.dev.yaml'), 'lambda: { environment: { TABLE: stage } }\n');
    await expect.poll(() => lines).toContain('restarting: lambda.dev.yaml changed');
    await replaceFile(here.path('lambda-handler.env'), 'TOKEN=secret\n');
    await expect.poll(() => lines).toContain('restarting: lambda-handler.env changed');
    expect(await settings()).toEqual(['128', undefined, 'stage', 'mine', 'secret']);
  });

  it('uses another handler and another timeout when they change', async () => {
    const yaml = (handler: string, timeout: number) =>
      `image: { handler: ${handler} }\ntrigger: { type: none }\nlambda: { timeout: ${timeout} }\n`;
    await using here = await createTestProject({ 'app.mjs': '', 'lambda.yaml': yaml('app.one', 600) });
    await installBootstrap(here.path('node_modules/@alr/runtime'));
    const { lines, url } = await startHandler('-i', here.directory, '--watch');
    const invoke = async (instruction: Instruction) => {
      const body = JSON.stringify(instruction);
      return (await fetch(`${url}/2015-03-31/functions/function/invocations`, { method: 'POST', body })).json();
    };
    expect(await invoke({ describe: true })).toMatchObject({ args: ['app.one'] });
    await replaceFile(here.path('lambda.yaml'), yaml('app.two', 1));
    await expect.poll(() => lines).toContain('restarting: lambda.yaml changed');
    expect(await invoke({ describe: true })).toMatchObject({ args: ['app.two'] });
    expect(await invoke({ hang: true })).toMatchObject({
      errorMessage: expect.stringContaining('timed out after 1.00 seconds'),
    });
  });

  it('rejects a configuration that plan rejects, in the same words', async () => {
    await using here = await createTestProject({
      'lambda.yaml': 'trigger: { type: sqs }\nlambda: { memory: 5, timout: 3 }\nrole: { profile: everything }\n',
    });
    const run = async (...args: string[]) => {
      const child = start(...args, '-i', here.directory);
      const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
      return { stderr, code };
    };
    const local = await run('local', 'app.handler', '--port', '0');
    expect(local).toEqual(await run('plan'));
    expect(local.stderr).toMatch(/lambda\.memory is "5".*timout.*role\.profile is "everything"/s);
  });

  it('runs a function without the settings and variables that only a deployment needs, and says so', async () => {
    await using here = await createTestProject({
      'lambda.yaml': 'aws: { account: "${NO_SUCH_ACCOUNT}" }\nlambda: { environment: { TABLE: t } }\n',
    });
    const { lines, url } = await startLocal('-i', here.directory);
    expect(await variable(url, 'TABLE')).toBe('t');
    for (const problem of [/lambda\.yaml.*NO_SUCH_ACCOUNT is not set/, /trigger\.type is missing/]) {
      const line = new RegExp(`^before it is deployed: .*${problem.source}`);
      await expect.poll(() => lines).toContainEqual(expect.stringMatching(line));
    }
  });

  it('rejects a reference in the environment to a variable that is not set', async () => {
    await using here = await createTestProject({
      'lambda.yaml': 'trigger: { type: none }\nlambda: { environment: { TABLE: "${NO_SUCH_TABLE}" } }\n',
    });
    const child = start('local', 'app.handler', '-i', here.directory, '--port', '0');
    const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
    expect(stderr).toMatch(/lambda\.yaml:2:33: \$\{NO_SUCH_TABLE\}: the environment variable NO_SUCH_TABLE is not set/);
    expect(code).toBe(1);
  });

  it('says which profile the function uses, and what of AWS its variables name', async () => {
    await using here = await createTestProject({
      'lambda.yaml':
        'aws: { profile: shop, region: eu-west-1 }\nlambda:\n  environment:\n' +
        '    QUEUE_URL: https://sqs.eu-west-1.amazonaws.com/123456789012/jobs\n' +
        '    TOPIC: arn:aws:sns:eu-west-1:123456789012:news\n    TABLE: orders\n',
    });
    const { lines, url } = await startLocal('-i', here.directory);
    expect(await variable(url, 'AWS_PROFILE')).toBe('shop');
    expect(await variable(url, 'AWS_REGION')).toBe('eu-west-1');
    await expect.poll(() => lines).toContain('QUEUE_URL, TOPIC refer to the real AWS');
    expect(lines).toContain('AWS: the function uses the AWS profile shop');
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('exits with 0 on %s and ends the function', async (signal) => {
    await using gate = await openGate();
    const child = await startBusy(gate);
    child.kill(signal);
    expect(await once(child, 'exit')).toEqual([0, null]);
    await gate.gone;
  });

  it('exits with 0 on a signal as soon as it listens', async () => {
    const { child } = await startLocal();
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('ends the function even if it is killed', async () => {
    await using gate = await openGate();
    const child = await startBusy(gate);
    child.kill('SIGKILL');
    await gate.gone;
  });

  it.each([
    [['local', '-i', tmpdir()], 'no handler is named: run alr-builder local src/app.MyLambda, or set image.handler'],
    [['local', '--port', 'nine'], '--port'],
    [['local', '--env', 'novalue'], 'NAME=value'],
    [['local', '--allow-origin', '*'], '"*" is not an origin'],
    [['local', '--concurrency', '0'], 'a whole number from 1'],
    [['local', '--concurrency', '2', '--snap-start'], 'SnapStart and concurrency exclude each other'],
    [['local', '--env-from', 'a.env', '--env-file', '/dev/null'], '--env-file is another name of --env-from'],
    [['local', '--fault', 'next=413'], 'no status 413 for next'],
    [['local', '--log-format', 'xml'], 'text, json'],
    [['local', 'a.handler', 'b.handler'], 'more than one handler: 2 arguments'],
    [['local', '--bootstrap', './bootstrap', '--', 'other'], 'cannot be combined with a command after --'],
    [['local', '--image', '--bootstrap', './bootstrap'], '--bootstrap cannot be combined with --image'],
    [['local', '--no-build'], '--no-build is an option of --image'],
    [['local', '--no-console', '--open'], '--open opens the console: remove --no-console'],
  ])('exits with 2: %j', async (args, message) => {
    const child = start(...args);
    const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});
