import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { type Registry, startRegistry } from '../registry.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const CLI = join(import.meta.dirname, '..', 'node_modules', '@alr', 'builder', 'dist', 'cli.js');
/** Packages come from a registry. */
const INSTALL_TIMEOUT_MS = 180_000;

let registry: Registry;
let folder: string;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  registry = await startRegistry(inject('packed').tarballs, join(ROOT, 'packages'));
  folder = await mkdtemp(join(tmpdir(), 'alr-new-'));
  const bin = join(folder, 'bin');
  await mkdir(bin);
  // The pnpm that runs the tests need not be on the PATH.
  await writeFile(join(bin, 'pnpm'), `#!/bin/sh\nexec ${pnpmCommand()} "$@"\n`);
  await chmod(join(bin, 'pnpm'), 0o755);
  const userConfig = join(folder, 'npmrc');
  await writeFile(userConfig, `@alr:registry=${registry.url}\n`);
  env = { ...withoutPnpmSettings(process.env), NPM_CONFIG_USERCONFIG: userConfig };
  env.PATH = `${bin}${delimiter}${env.PATH}`;
});
afterAll(async () => {
  await registry[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

function pnpmCommand(): string {
  const path = process.env.npm_execpath ?? 'pnpm';
  return /\.[cm]?js$/.test(path) ? `'${process.execPath}' '${path}'` : `'${path}'`;
}

/** pnpm passes its own settings to the scripts that it runs. */
function withoutPnpmSettings(all: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(all).filter(([name]) => !/^(npm|pnpm)_/i.test(name)));
}

/** Runs a command line, and resolves to its stdout. */
async function run(command: string, cwd: string): Promise<string> {
  const child = spawn(command, { cwd, env, shell: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve) => child.on('close', resolve)),
  ]);
  expect({ command, code, output: code === 0 ? '' : stdout + stderr }).toEqual({ command, code: 0, output: '' });
  return stdout;
}

/** Starts a command line that serves on a free port, and resolves to the address that it prints. */
async function serve(command: string, cwd: string): Promise<string> {
  const child = spawn(command, { cwd, env, shell: true, detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
  });
  for await (const line of createInterface(child.stdout)) {
    const address = /Listening on (\S+)/.exec(line)?.[1];
    if (address !== undefined) return address;
  }
  throw new Error(`${command} ended without listening`);
}

describe.each(['npm', 'pnpm'])('a new project with %s', (packageManager) => {
  it(
    'is ready to run: its next steps work as printed',
    async () => {
      const name = `with-${packageManager}`;
      const command = `${process.execPath} ${CLI} new ${name} --yes --trigger url --package-manager ${packageManager} --json`;
      const { next, isInstalled, git } = JSON.parse(await run(command, folder));
      expect({ isInstalled, git }).toEqual({ isInstalled: true, git: false });
      const [cd, test, local, ...others] = next.commands as string[];
      expect([cd, ...others]).toEqual([`cd ${name}`]);
      const project = join(folder, name);
      expect(await run(String(test), project)).toMatch(/pass 1\n/);
      expect(await run(`${packageManager} run typecheck`, project)).not.toContain('error');
      const url = await serve(`${local} --port 0`, project);
      const call = String(next.call).replace('http://127.0.0.1:9000', url);
      expect(JSON.parse(await run(call, project))).toEqual({ message: 'Hello!', path: '/' });
    },
    INSTALL_TIMEOUT_MS,
  );
});

it(
  'a project for any trigger, in both languages, passes its test and its type check',
  async () => {
    const triggers = 'none url alb sqs s3-sqs s3-direct eventbridge sns sns-sqs kinesis dynamodb'.split(' ');
    // Below a project with the packages, nothing has to be installed.
    const parent = join(folder, 'all');
    await run(`${process.execPath} ${CLI} new all --yes --trigger sqs`, folder);
    for (const trigger of triggers) {
      for (const language of ['typescript', 'javascript']) {
        const name = `${trigger}-${language}`;
        await run(
          `${process.execPath} ${CLI} new ${name} --no-install --trigger ${trigger} --language ${language}`,
          parent,
        );
        expect(await run('npm test', join(parent, name))).toMatch(/pass 1\n/);
        if (language === 'typescript') await run('npm run typecheck', join(parent, name));
      }
    }
  },
  2 * INSTALL_TIMEOUT_MS,
);
