import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createUserMachine, type UserMachine } from '../user-machine.ts';

const CLI = join(import.meta.dirname, '..', 'node_modules', '@alr', 'builder', 'dist', 'cli.js');
const NEW = `${process.execPath} ${CLI} new`;
/** Packages come from a registry. */
const INSTALL_TIMEOUT_MS = 180_000;

let machine: UserMachine;

beforeAll(async () => {
  machine = await createUserMachine();
});
afterAll(() => machine[Symbol.asyncDispose]());

describe.each(['npm', 'pnpm'])('a new project with %s', (packageManager) => {
  it(
    'is ready to run: its next steps work as printed',
    async () => {
      const name = `with-${packageManager}`;
      const command = `${NEW} ${name} --yes --trigger url --package-manager ${packageManager} --json`;
      const { next, isInstalled, git } = JSON.parse(await machine.run(command, machine.folder));
      expect({ isInstalled, git }).toEqual({ isInstalled: true, git: false });
      const [cd, test, local, ...others] = next.commands as string[];
      expect([cd, ...others]).toEqual([`cd ${name}`]);
      const project = join(machine.folder, name);
      expect(await machine.run(String(test), project)).toMatch(/pass 1\n/);
      expect(await machine.run(`${packageManager} run typecheck`, project)).not.toContain('error');
      const url = await machine.serve(`${local} --port 0`, project);
      const call = String(next.call).replace('http://127.0.0.1:9000', url);
      expect(JSON.parse(await machine.run(call, project))).toEqual({ message: 'Hello!', path: '/' });
    },
    INSTALL_TIMEOUT_MS,
  );
});

it(
  'a project for any trigger, in both languages, passes its test and its type check',
  async () => {
    const triggers = 'none url alb sqs s3-sqs s3-direct eventbridge sns sns-sqs kinesis dynamodb'.split(' ');
    // Below a project with the packages, nothing has to be installed.
    const parent = join(machine.folder, 'all');
    await machine.run(`${NEW} all --yes --trigger sqs`, machine.folder);
    for (const trigger of triggers) {
      for (const language of ['typescript', 'javascript']) {
        const name = `${trigger}-${language}`;
        await machine.run(`${NEW} ${name} --no-install --trigger ${trigger} --language ${language}`, parent);
        expect(await machine.run('npm test', join(parent, name))).toMatch(/pass 1\n/);
        if (language === 'typescript') await machine.run('npm run typecheck', join(parent, name));
      }
    }
  },
  2 * INSTALL_TIMEOUT_MS,
);
