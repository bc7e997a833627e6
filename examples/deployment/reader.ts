import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
// @boundaries-ignore the tests of the builder have the emulated account
import { putMessages } from '../../packages/builder/test/moto/team/messages.ts';
// @boundaries-ignore as above
import type { TeamAccount } from '../../packages/builder/test/moto/team/team-account.ts';
// @boundaries-ignore as above
import type { TeamProject } from '../../packages/builder/test/moto/team/team-project.ts';
// @boundaries-ignore as above
import { CLI } from '../../packages/builder/test/run-cli.ts';
import { applyDiff } from './tutorial.ts';

const SHOP = join(import.meta.dirname, '..', 'shop');

/** Follows the tutorial in a copy of the shop, with an emulated account. */
export class Reader implements AsyncDisposable {
  readonly #account: TeamAccount;
  readonly #project: TeamProject;
  readonly #machine: string;
  readonly #variables: Record<string, string> = {};
  #local: { readonly process: ChildProcess; readonly url: string } | undefined;
  /** What commands changed although others, or another stage, had created it. */
  readonly trespasses: string[] = [];

  private constructor(account: TeamAccount, project: TeamProject, machine: string) {
    this.#machine = machine;
    this.#account = account;
    this.#project = project;
  }

  static async start(account: TeamAccount): Promise<Reader> {
    // What the container engine writes there is no part of the project.
    const machine = await mkdtemp(join(tmpdir(), 'alr-machine-'));
    const project = await account.project('', { machine });
    await cp(SHOP, project.directory, { recursive: true });
    // The copy of a newcomer has no more than the shop.
    for (const file of ['lambda.dev.yaml', 'Dockerfile']) await rm(join(project.directory, file));
    await symlink(join(SHOP, '..', 'node_modules'), join(project.directory, 'node_modules'), 'junction');
    return new Reader(account, project, machine);
  }

  async edit(file: string, diff: string): Promise<void> {
    const path = join(this.#project.directory, file);
    await writeFile(path, applyDiff(await readFile(path, 'utf8'), diff));
  }

  /** Runs a command, and returns what it prints. */
  async run(command: string): Promise<string> {
    const [, name, value] = /^export (\w+)=\$\((.*)\)$/.exec(command) ?? [];
    if (name !== undefined && value !== undefined) {
      const { stdout } = await this.#runInShell(value);
      this.#variables[name] = stdout.trim();
      return '';
    }
    const [program, , ...words] = command.split(' ');
    if (program === 'npx') return words[0] === 'local' ? this.#startLocal(words) : this.#runBuilder(words);
    if (program === 'curl') return this.#curl(command);
    // The packages are there.
    return command === 'npm install' ? '' : (await this.#runInShell(command)).stdout;
  }

  async #runBuilder([command = '', ...args]: string[]): Promise<string> {
    const index = args.indexOf('--stage');
    const [, stage] = index < 0 ? [] : args.splice(index, 2);
    if (command === 'redrive') {
      // Two orders have failed for good.
      await this.#account.asOthers((aws) => putMessages(aws, `shop-${stage}-orders-dlq`, { visible: 2 }));
    }
    const options = { args, image: null, env: { ...this.#variables, STAGE: undefined } };
    const { code, screen = '', trespasses } = await this.#project.run(stage, command, options);
    this.trespasses.push(...trespasses);
    // The emulator has no policies that `check` could read.
    const isChecked = command === 'check' && screen.includes('error: not ready: permissions not checked');
    if (code !== 0 && !isChecked)
      throw new Error(`alr-builder ${command} ${args.join(' ')} exits with ${code}:\n${screen}`);
    return withoutVariety(screen).trimEnd();
  }

  #runInShell(command: string): Promise<{ stdout: string }> {
    const env = { ...process.env, ...this.#variables };
    return promisify(execFile)('sh', ['-c', command], { cwd: this.#project.directory, env });
  }

  /** Does what curl does, which not every machine has. */
  async #curl(command: string): Promise<string> {
    const [, body = null, path] = /^curl --json '(.*)' http:\/\/127.0.0.1:9000(\S+)$/.exec(command) ?? [];
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${this.#local?.url}${path}`, { method: 'POST', headers, body });
    return response.text();
  }

  async #startLocal(words: readonly string[]): Promise<string> {
    const args = [...words, '--port', '0', '--install-dir', this.#project.directory];
    const env = { ...process.env, ...this.#variables };
    const child = spawn(process.execPath, [CLI, ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    for await (const line of createInterface(child.stdout)) {
      const [, url] = /Listening on (\S+)/.exec(line) ?? [];
      if (url === undefined) continue;
      child.stdout.resume();
      this.#local = { process: child, url };
      return '';
    }
    throw new Error('alr-builder local ended');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#local !== undefined) {
      const ended = once(this.#local.process, 'exit');
      this.#local.process.kill();
      await ended;
    }
    await rm(this.#machine, { recursive: true });
  }
}

/** Replaces the time at which the stream of a table was created. */
function withoutVariety(text: string): string {
  return text.replaceAll(/(?<=\/stream\/)[\dT:.-]+/g, '2026-01-01T00:00:00.000');
}
