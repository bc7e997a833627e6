import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { text } from 'node:stream/consumers';
import { expect, inject, onTestFinished } from 'vitest';
import { startRegistry } from './registry.ts';

/** A machine of a user, who installs the packages from the registry. */
export interface UserMachine extends AsyncDisposable {
  /** An empty folder to work in. */
  readonly folder: string;
  /** Runs a command line, and resolves to its stdout. Fails the test if the command fails. */
  run(command: string, cwd: string): Promise<string>;
  /** Starts a command line that serves until the test ends, and resolves to the address that it prints. */
  serve(command: string, cwd: string): Promise<string>;
}

export async function createUserMachine(): Promise<UserMachine> {
  const registry = await startRegistry(inject('packed').tarballs, join(import.meta.dirname, '..', 'packages'));
  const parent = await mkdtemp(join(tmpdir(), 'alr-user-'));
  const bin = join(parent, 'bin');
  const folder = join(parent, 'work');
  await mkdir(bin);
  await mkdir(folder);
  // The pnpm that runs the tests need not be on the PATH.
  await writeFile(join(bin, 'pnpm'), `#!/bin/sh\nexec ${pnpmCommand()} "$@"\n`);
  await chmod(join(bin, 'pnpm'), 0o755);
  const userConfig = join(parent, 'npmrc');
  // npm would ask the registry about known problems of all packages after each installation.
  await writeFile(userConfig, `@alr:registry=${registry.url}\naudit=false\nfund=false\nupdate-notifier=false\n`);
  const env = {
    ...withoutPnpmSettings(process.env),
    NPM_CONFIG_USERCONFIG: userConfig,
    PATH: `${bin}${delimiter}${process.env.PATH}`,
  };
  return {
    folder,
    run: (command, cwd) => run(command, cwd, env),
    serve: (command, cwd) => serve(command, cwd, env),
    async [Symbol.asyncDispose]() {
      await registry[Symbol.asyncDispose]();
      await rm(parent, { recursive: true, force: true });
    },
  };
}

function pnpmCommand(): string {
  const path = process.env.npm_execpath ?? 'pnpm';
  return /\.[cm]?js$/.test(path) ? `'${process.execPath}' '${path}'` : `'${path}'`;
}

/** pnpm passes its own settings to the scripts that it runs. */
function withoutPnpmSettings(all: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(all).filter(([name]) => !/^(npm|pnpm)_/i.test(name)));
}

async function run(command: string, cwd: string, env: NodeJS.ProcessEnv): Promise<string> {
  const child = spawn(command, { cwd, env, shell: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve) => child.on('close', resolve)),
  ]);
  expect({ command, code, output: code === 0 ? '' : stdout + stderr }).toEqual({ command, code: 0, output: '' });
  return stdout;
}

async function serve(command: string, cwd: string, env: NodeJS.ProcessEnv): Promise<string> {
  const child = spawn(command, { cwd, env, shell: true, detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGTERM');
  });
  for await (const line of createInterface(child.stdout)) {
    const address = /Listening on (\S+)/.exec(line)?.[1];
    if (address !== undefined) return address;
  }
  throw new Error(`${command} ended without listening`);
}
