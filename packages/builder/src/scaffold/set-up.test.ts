import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { stubCommands } from '../../test/stub-commands.ts';
import { createTestProject } from '../../test/test-project.ts';
import { reportAsText } from '../local/report/report-events.ts';
import { detectPackageManager } from '../package-manager/detect-package-manager.ts';
import { packageManagers } from '../package-manager/package-managers.ts';
import { type InstallOptions, install } from './install.ts';
import { PackageInstallError } from './install-packages.ts';

async function run(directory: string, options: Partial<InstallOptions> = {}) {
  const out = new PassThrough();
  const printed = text(out);
  const base = { directory, settings: {}, interactive: false, force: false, packages: true, git: false, out };
  const error = await install({ ...base, ...options }).then(
    () => undefined,
    (reason: unknown) => reason as Error,
  );
  out.end();
  return { printed: await printed, error };
}

describe('the packages', () => {
  it.each(packageManagers)('are installed with %s, so that the next step is to test', async (packageManager) => {
    await using here = await createTestProject();
    const call = `printf '%s' "$0 $*" > "$PWD/called"`;
    await using _ = await stubCommands({ [packageManager]: call });
    const { printed, error } = await run(here.directory, { settings: { packageManager } });
    expect(error).toBeUndefined();
    expect(await readFile(here.path('called'), 'utf8')).toMatch(new RegExp(`/${packageManager} install$`));
    expect(printed).toContain(`installed the packages with ${packageManager}\n`);
    const test = packageManager === 'bun' ? 'bun run test' : `${packageManager} test`;
    expect(printed).toContain(`\nNext:\n  cd ${here.directory}\n  ${test}\n`);
  });

  it('that cannot be installed are an error that says what to do, with the output', async () => {
    await using here = await createTestProject();
    await using _ = await stubCommands({ npm: 'echo "npm error code E404" >&2; exit 7' });
    const { printed, error } = await run(here.directory);
    expect(printed).toContain('npm error code E404\n');
    expect(error).toBeInstanceOf(PackageInstallError);
    expect(error?.message).toBe(
      `npm install failed (exit code 7): fix what it reports above; the rest of the project is ready. Then run:\n  cd ${here.directory}\n  npm install`,
    );
    expect(existsSync(here.path('src/app.ts'))).toBe(true);
  });

  it('need the package manager', async () => {
    await using here = await createTestProject();
    await using _ = await stubCommands({});
    const { error } = await run(here.directory, { settings: { packageManager: 'pnpm' } });
    expect(error?.message).toContain('pnpm is not installed, or not on the PATH: run npm install --global pnpm');
  });

  it('are not installed with --no-install', async () => {
    await using here = await createTestProject();
    await using _ = await stubCommands({});
    const { printed, error } = await run(here.directory, { packages: false });
    expect(error).toBeUndefined();
    expect(printed).toContain('  npm install\n  npm test\n');
  });

  it("are not added to the user's own package.json", async () => {
    await using here = await createTestProject({ 'package.json': '{}' });
    await using _ = await stubCommands({});
    const { printed, error } = await run(here.directory);
    expect(error).toBeUndefined();
    expect(printed).toContain('Next, add what your package.json lacks:');
  });

  it('are not installed again in a workspace, whose root has them', async () => {
    await using here = await createTestProject();
    await run(here.path('functions/orders'), { packages: false });
    await mkdir(here.path('node_modules/@alr/builder'), { recursive: true });
    await writeFile(here.path('node_modules/@alr/builder/package.json'), '{}');
    await using _ = await stubCommands({});
    const { printed, error } = await run(here.path('functions/orders'));
    expect(error).toBeUndefined();
    expect(printed).not.toContain('Next:');
  });

  it('are not installed again', async () => {
    await using here = await createTestProject();
    await mkdir(here.path('node_modules'));
    await using _ = await stubCommands({});
    expect((await run(here.directory)).error).toBeUndefined();
  });
});

describe('the package manager', () => {
  it.each([
    [{ 'pnpm-lock.yaml': '' }, 'pnpm'],
    [{ 'package-lock.json': '' }, 'npm'],
    [{ 'yarn.lock': '' }, 'yarn'],
    [{ 'bun.lock': '' }, 'bun'],
    [{ 'package.json': '{"packageManager":"yarn@4.9.1"}' }, 'yarn'],
    [{ 'package.json': '{"packageManager":"pnpm@12.0.0+sha512.abc"}', 'package-lock.json': '' }, 'npm'],
    [{ 'package.json': '{"packageManager":1}' }, undefined],
    [{ 'package.json': 'null' }, undefined],
    [{ 'package.json': '{' }, undefined],
    [{}, undefined],
  ])('of a project with %j is %s', async (files, expected) => {
    await using here = await createTestProject(files as Record<string, string>);
    expect(await detectPackageManager(here.directory)).toBe(expected);
    expect(await detectPackageManager(here.path('functions/orders'))).toBe(expected);
  });

  it.each([
    ['pnpm/12.1.0 npm/? node/v24.0.0 linux x64', 'pnpm'],
    ['bun/1.3.0 npm/? node/v24.3.0 linux x64', 'bun'],
    ['other/1', 'npm'],
  ])('that runs the command is used otherwise: %s', async (userAgent, expected) => {
    await using here = await createTestProject();
    await run(here.directory, { userAgent, packages: false });
    expect(await detectPackageManager(here.directory)).toBe(expected);
  });
});

describe('a Git repository', () => {
  const isRepository = (directory: string) => existsSync(`${directory}/.git`);

  it('is initialized on request, but not inside of another one', async () => {
    await using here = await createTestProject();
    expect(await run(here.path('one'), { git: true, packages: false })).toMatchObject({ error: undefined });
    expect(isRepository(here.path('one'))).toBe(true);
    await run(here.path('one/two'), { git: true, packages: false });
    expect(isRepository(here.path('one/two'))).toBe(false);
    expect(spawnSync('git', ['status', '--short'], { cwd: here.path('one'), encoding: 'utf8' }).stdout).toContain(
      '?? src/',
    );
  });

  it('is not initialized if nobody can be asked', async () => {
    await using here = await createTestProject();
    await run(here.directory, { git: undefined, packages: false });
    expect(isRepository(here.directory)).toBe(false);
  });
});

describe('the settings for VS Code', () => {
  it('attach to the port that the task opens', async () => {
    await using here = await createTestProject();
    await run(here.directory, { packages: false });
    const [launch, tasks] = await Promise.all(
      ['launch', 'tasks'].map(async (name) => JSON.parse(await readFile(here.path(`.vscode/${name}.json`), 'utf8'))),
    );
    expect(launch.configurations).toMatchObject([
      { request: 'attach', address: '127.0.0.1', port: 9229, restart: { delay: 100 }, pauseForSourceMap: true },
    ]);
    expect(launch.configurations[0].preLaunchTask).toBe(tasks.tasks[0].label);
    expect(tasks.tasks[0].command).toBe('npx --no-install alr-builder local --watch --inspect');
  });

  it('start the front of the trigger', async () => {
    await using here = await createTestProject();
    await run(here.directory, { packages: false, settings: { trigger: 'alb' } });
    const { tasks } = JSON.parse(await readFile(here.path('.vscode/tasks.json'), 'utf8'));
    expect(tasks[0].command).toBe('npx --no-install alr-builder local --watch --front alb --inspect');
    const { scripts } = JSON.parse(await readFile(here.path('package.json'), 'utf8'));
    expect(scripts.local).toBe('alr-builder local --front alb');
  });

  it('ask for the function of a project with several, because a debugger attaches to one', async () => {
    const yaml = 'project: shop\nfunctions:\n  a: { handler: a.handler }\n  b: { handler: b.handler }\n';
    await using here = await createTestProject({ 'lambda.yaml': yaml, 'package.json': '{}' });
    await run(here.directory, { packages: false });
    const path = here.path('.vscode/tasks.json');
    const { tasks, inputs } = JSON.parse(await readFile(path, 'utf8'));
    expect(tasks[0].command).toMatch(/ alr-builder local --watch --inspect --function \$\{input:function\}$/);
    expect(inputs).toMatchObject([{ id: 'function', type: 'promptString' }]);
    await writeFile(path, '{ "tasks": [] }');
    const { printed } = await run(here.directory, { packages: false });
    expect(printed).toContain('add this to "tasks" in .vscode/tasks.json:');
    expect(printed).toContain('add this to "inputs" in .vscode/tasks.json:\n  {\n    "id": "function"');
  });

  it('wait for the line that the function prints as it listens, and never again', async () => {
    await using here = await createTestProject();
    await run(here.directory, { packages: false });
    const { tasks } = JSON.parse(await readFile(here.path('.vscode/tasks.json'), 'utf8'));
    const { pattern, background } = tasks[0].problemMatcher;
    const out = new PassThrough();
    const report = reportAsText(out);
    report({ type: 'listening', url: 'http://127.0.0.1:9000', functionName: 'function', front: 'url' });
    report({ type: 'log', stream: 'stdout', line: '' });
    report({ type: 'log', stream: 'stdout', line: 'a Listening on' });
    const lines = String(out.read()).split('\n');
    const matching = (regexp: string) => lines.filter((line) => new RegExp(regexp).test(line));
    expect(matching(background.endsPattern)).toEqual(['Listening on http://127.0.0.1:9000']);
    expect(matching(background.beginsPattern)).toEqual([]);
    expect(matching(pattern[0].regexp)).toEqual([]);
  });

  it('of the user stay as they are, and what to add to them is printed', async () => {
    await using here = await createTestProject();
    const mine = '// mine\n{ "version": "0.2.0", "configurations": [] }\n';
    await mkdir(here.path('.vscode'));
    await writeFile(here.path('.vscode/launch.json'), mine);
    const { printed } = await run(here.directory, { packages: false });
    expect(await readFile(here.path('.vscode/launch.json'), 'utf8')).toBe(mine);
    expect(printed).toContain(
      'add this to "configurations" in .vscode/launch.json:\n  {\n    "name": "alr-builder local"',
    );
    expect(printed).not.toContain('in .vscode/tasks.json');
    expect((await run(here.directory, { packages: false })).printed).toContain('add this to "configurations"');
  });
});

it('the result as JSON has the files and the next steps, and nothing else is on stdout', async () => {
  await using here = await createTestProject();
  const progressOut = new PassThrough();
  const { printed } = await run(here.directory, {
    packages: false,
    json: true,
    progressOut,
    settings: { trigger: 'sqs' },
  });
  expect(JSON.parse(printed)).toMatchObject({
    directory: here.directory,
    settings: { trigger: 'sqs', packageManager: 'npm' },
    files: expect.arrayContaining([{ path: 'src/app.ts', outcome: 'created' }]),
    isInstalled: false,
    git: false,
    next: { call: 'npx alr-builder invoke --local --payload @events/sqs.json' },
  });
  expect(printed.trimEnd()).not.toContain('\n');
});
