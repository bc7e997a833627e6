import { readFile, writeFile } from 'node:fs/promises';
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
      expect(await machine.run(String(test), project)).toMatch(/pass 2\n/);
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
    const triggers =
      'none url http-api alb sqs s3-sqs s3-direct eventbridge scheduler sns sns-sqs kinesis dynamodb'.split(' ');
    // Below a project with the packages, nothing has to be installed.
    const parent = join(machine.folder, 'all');
    await machine.run(`${NEW} all --yes --trigger sqs`, machine.folder);
    const projects = triggers.flatMap((trigger) =>
      ['typescript', 'javascript'].map((language) => ({ trigger, language, name: `${trigger}-${language}` })),
    );
    for (const { name, trigger, language } of projects) {
      await machine.run(`${NEW} ${name} --no-install --trigger ${trigger} --language ${language}`, parent);
    }
    // One runner for all of them is faster than npm test in each.
    const printed = await machine.run(`${process.execPath} --test "*/src/*.test.*"`, parent);
    const withSource = projects.filter(({ trigger }) => trigger !== 'none').length;
    expect(printed).toContain(`pass ${projects.length + withSource}\n`);
    // They have the same settings, so one compiler can check all.
    const inTypeScript = projects.filter(({ language }) => language === 'typescript');
    const settings = inTypeScript.map(({ name }) => readFile(join(parent, name, 'tsconfig.json'), 'utf8'));
    expect(new Set(await Promise.all(settings)).size).toBe(1);
    const all = { extends: `./${inTypeScript[0]?.name}/tsconfig.json`, include: ['*-typescript/src'] };
    await writeFile(join(parent, 'tsconfig.all.json'), JSON.stringify(all));
    const files = await machine.run('npx --no-install tsc -p tsconfig.all.json --listFilesOnly', parent);
    for (const { name } of inTypeScript) expect(files).toContain(join(name, 'src'));
    await machine.run('npx --no-install tsc -p tsconfig.all.json', parent);
  },
  2 * INSTALL_TIMEOUT_MS,
);
