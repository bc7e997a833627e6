import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { delimiter } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { CloudWatchLogsClient, CreateLogStreamCommand, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateFunctionCommand, GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Aws } from '../../src/aws/connection.ts';
import { CLI, runCli } from '../run-cli.ts';
import { createTestProject, type TestProject } from '../test-project.ts';
import { takeSnapshot } from './account-snapshot.ts';
import { connectToMoto, MOTO_URL, useMoto } from './deployed-project.ts';
import { installFakeEngine } from './install-fake-engine.ts';

const FAKE_DOCKER = fileURLToPath(new URL('fake-docker.ts', import.meta.url));

function yaml({ memory = 128, trigger = 'none' }: { memory?: number; trigger?: string }): string {
  return `image: { handler: app.handler }
lambda: { name: typed, memory: ${memory}, alias: live, environment: { TOKEN: very-secret } }
role: { name: typed }
trigger: { type: ${trigger} }
`;
}

describe.skipIf(MOTO_URL === '')('the command line', () => {
  let project: TestProject;
  let aws: Aws;
  let before: unknown;
  let env: NodeJS.ProcessEnv;

  beforeAll(async () => {
    useMoto();
    aws = await connectToMoto('us-east-1');
    before = await takeSnapshot(aws);
    project = await createTestProject({ 'docker.log': '' });
    await installFakeEngine(project.path('bin'), FAKE_DOCKER);
    env = {
      ...process.env,
      AWS_REGION: 'us-east-1',
      PATH: [project.path('bin'), process.env.PATH].join(delimiter),
      FAKE_DOCKER_LOG: project.path('docker.log'),
      FORCE_COLOR: undefined,
    };
  });
  afterAll(async () => {
    await project?.[Symbol.asyncDispose]();
  });

  const run = (...args: string[]) => runCli([...args, '--install-dir', project.directory], { env });

  it('plans without changing anything, and does not print secrets', async () => {
    await writeFile(project.path('lambda.yaml'), yaml({}));
    const { stdout, code } = await run('plan');
    expect(stdout).toMatch(/^\+ repository alr-lambda\n\+ image alr-lambda:alr-typed-[0-9a-f]{12}\n\+ role typed\n/);
    expect(stdout).toMatch(/\n7 to create\n$/);
    expect(stdout).not.toContain('very-secret');
    expect(code).toBe(0);
    expect(await takeSnapshot(aws)).toEqual(before);
  });

  it('rejects an image for another architecture before it changes anything', async () => {
    env.FAKE_DOCKER_ARCHITECTURE = 'arm64';
    const reason =
      'the image alr-lambda:typed is built for arm64, but lambda.architecture is x86_64: ' +
      'build it again with alr-builder image, or change lambda.architecture\n';
    expect(await run('apply')).toMatchObject({ stderr: `error: ${reason}`, code: 1 });
    expect(await run('plan')).toMatchObject({ stderr: `this plan cannot be applied: ${reason}`, code: 0 });
    expect(JSON.parse((await run('plan', '--json')).stdout)).toMatchObject({ changes: 7, problem: reason.trimEnd() });
    env.FAKE_DOCKER_ARCHITECTURE = undefined;
    expect(await takeSnapshot(aws)).toEqual(before);
  });

  it('pushes the image, and deploys it by the digest that the push reported', async () => {
    const { stdout, stderr, code } = await run('apply');
    expect(stderr).toContain('created function typed\n');
    expect(code).toBe(0);
    const { Code } = await aws.client(LambdaClient).send(new GetFunctionCommand({ FunctionName: 'typed' }));
    expect(Code?.ImageUri).toMatch(/\/alr-lambda@sha256:[0-9a-f]{64}$/);
    expect(stdout).toContain(`image: ${Code?.ImageUri}\n`);
  });

  it('passes the registry password to the engine on stdin, never in a command line', async () => {
    const lines = (await readFile(project.path('docker.log'), 'utf8')).trim().split('\n');
    const calls = lines.map((line) => JSON.parse(line) as { args: string[]; input: string });
    const login = calls.find(({ args }) => args[0] === 'login');
    expect(login?.input).not.toBe('');
    expect(JSON.stringify(calls.map(({ args }) => args))).not.toContain(login?.input);
  });

  it('prints the outcome as JSON', async () => {
    const { stdout, stderr, code } = await run('apply', '--json');
    const addresses = { image: expect.stringMatching(/@sha256:[0-9a-f]{64}$/) };
    expect(JSON.parse(stdout)).toMatchObject({ project: 'typed', region: 'us-east-1', changes: 0, addresses });
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  });

  it('finds nothing to do when nothing has changed', async () => {
    expect(await run('apply')).toMatchObject({
      stdout: expect.stringMatching(/^nothing to do: 7 up to date\n/),
      code: 0,
    });
    expect(await run('plan', '--check')).toMatchObject({ code: 0 });
  });

  it('continues after it was killed', async () => {
    await writeFile(project.path('lambda.yaml'), yaml({ memory: 256, trigger: 'sqs' }));
    const child = spawn(process.execPath, [CLI, 'apply', '--install-dir', project.directory], { env, stdio: 'pipe' });
    for await (const line of createInterface(child.stderr)) {
      if (line.startsWith('created queue')) child.kill('SIGKILL');
    }
    const { stdout, code } = await run('plan', '--check', '--json');
    expect(code).toBe(3);
    expect(stdout).not.toContain('very-secret');
    const { steps } = JSON.parse(stdout) as { steps: { action: string; kind: string }[] };
    expect(steps).toContainEqual(expect.objectContaining({ action: 'leave', kind: 'function' }));
    expect(steps).toContainEqual(expect.objectContaining({ action: 'create', kind: 'mapping' }));
    expect(await run('apply')).toMatchObject({ code: 0 });
    expect(await run('plan', '--check')).toMatchObject({ code: 0 });
  });

  it('rolls the alias back, and the next deployment moves it forward', async () => {
    expect(await run('rollback')).toMatchObject({ stdout: 'live: version 2 → 1\n', code: 0 });
    expect((await run('plan')).stdout).toMatch(/^~ alias typed:live\n/);
    const { stdout } = await run('rollback', '--to', '2', '--json');
    expect(JSON.parse(stdout)).toEqual({ alias: 'live', from: '1', to: '2' });
  });

  it('changes only what the command covers', async () => {
    await writeFile(project.path('lambda.yaml'), yaml({ memory: 512, trigger: 'eventbridge' }));
    env.FAKE_DOCKER_IMAGE = 'second';
    expect((await run('lambda-configuration')).stdout).toMatch(
      /^~ function typed\n {4}memory: 256 → 512\n~ alias typed:live\n {4}version: 2 → a new one\n2 to change\n/,
    );
    expect((await run('update-function')).stdout).toMatch(
      /^\+ image alr-lambda:alr-.+\n~ function typed\n {4}image: .+ → \(known after image .+\)\n/,
    );
  });

  it('shows the status of the deployment', async () => {
    const { stdout } = await run('status');
    expect(stdout).toContain('function typed: up to date\n');
    expect(stdout).toContain('rule lambda-handler-rule: missing\n');
    expect(stdout).toContain('queue lambda-runtime: no longer used\n');
  });

  it('says that there is nothing in the log, and prints each line of its records', async () => {
    expect(await run('logs')).toEqual({
      stdout: '',
      stderr: 'nothing in the last 10 minutes: --since looks back further\n',
      code: 0,
    });
    const logGroupName = '/aws/lambda/typed';
    const logs = aws.client(CloudWatchLogsClient);
    await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName: 'one' }));
    const now = Date.now();
    const logEvents = [
      { timestamp: now - 2, message: '2026-11-28T08:00:00.000Z\tid\tERROR\tfailed: Error: no\r    at f (/a.ts:1:2)\n' },
      { timestamp: now - 1, message: '{"level":"INFO","message":"paid"}\n' },
    ];
    await logs.send(new PutLogEventsCommand({ logGroupName, logStreamName: 'one', logEvents }));
    expect(await run('logs', '--since', '1h')).toEqual({
      stdout: `${['2026-11-28T08:00:00.000Z', 'id', 'ERROR', 'failed: Error: no'].join('\t')}
    at f (/a.ts:1:2)
{"level":"INFO","message":"paid"}
`,
      stderr: '',
      code: 0,
    });
  });

  it('says that deploy pushes only the image', async () => {
    expect(await run('deploy')).toMatchObject({
      stderr: expect.stringMatching(/^only the image is in AWS now: alr-builder apply deploys the function, too\n$/m),
      code: 0,
    });
  });

  it('invokes the function', async () => {
    expect(await run('invoke', '--payload', '{}')).toMatchObject({ stdout: expect.stringMatching(/\S/), code: 0 });
  });

  it('deletes what is no longer used, but only with --prune and after a confirmation', async () => {
    expect(await run('apply')).toMatchObject({ code: 0 });
    expect((await run('plan')).stdout).toContain('queue lambda-runtime: no longer used; alr-builder apply --prune');
    expect(await run('apply', '--prune')).toMatchObject({ stderr: expect.stringContaining('add --yes'), code: 2 });
    const unconfirmed = await run('apply', '--prune', '--json');
    expect(unconfirmed).toMatchObject({ stdout: expect.stringContaining('add --yes'), code: 2 });
    const { stdout, code } = await run('apply', '--prune', '--yes', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      steps: expect.arrayContaining([expect.objectContaining({ action: 'remove', name: 'lambda-runtime' })]),
      kept: [],
    });
    expect(code).toBe(0);
    expect((await run('plan', '--check')).code).toBe(0);
  });

  it('removes everything that it created, but only after a confirmation', async () => {
    expect(await run('teardown')).toMatchObject({ stderr: expect.stringContaining('add --yes'), code: 2 });
    const unconfirmed = await run('lambda-teardown', '--json');
    expect(unconfirmed).toMatchObject({ stdout: expect.stringContaining('add --yes'), code: 2 });
    const { stdout, code } = await run('teardown', '--yes', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      removed: expect.arrayContaining([{ kind: 'function', name: 'typed' }]),
      kept: [],
      left: [],
    });
    expect(code).toBe(0);
    expect(await takeSnapshot(aws)).toEqual(before);
  });

  it('rejects a function of others before it changes anything', async () => {
    const Code = { ImageUri: '123456789012.dkr.ecr.us-east-1.amazonaws.com/theirs:latest' };
    const Role = 'arn:aws:iam::123456789012:role/theirs';
    await aws.client(IAMClient).send(new CreateRoleCommand({ RoleName: 'theirs', AssumeRolePolicyDocument: '{}' }));
    const create = new CreateFunctionCommand({ FunctionName: 'typed', PackageType: 'Image', Code, Role });
    await aws.client(LambdaClient).send(create);
    const theirs = await takeSnapshot(aws);
    const { stderr, code } = await run('apply');
    expect(stderr).toMatch(/^error: function typed already exists, .+ take it over with --adopt\n$/);
    expect(code).toBe(1);
    expect(await takeSnapshot(aws)).toEqual(theirs);
  });
});
