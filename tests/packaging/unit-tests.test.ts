import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, inject, it, onTestFinished } from 'vitest';

const EXAMPLES = join(import.meta.dirname, '..', '..', 'examples');
/** Packages come from a registry. */
const INSTALL_TIMEOUT_MS = 300_000;

/** Copies an example to an empty folder, installs its packages there, and returns how to run a script of it. */
async function installExample(name: string) {
  const folder = await mkdtemp(join(tmpdir(), 'alr-unit-tests-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await cp(join(EXAMPLES, name), folder, { recursive: true });
  const run = async (...args: string[]) => {
    const { stdout, stderr } = await promisify(execFile)('npm', args, { cwd: folder, env: withoutVitest() });
    return stdout + stderr;
  };
  const file = join(folder, 'package.json');
  const manifest = JSON.parse(await readFile(file, 'utf8')) as Record<string, Record<string, string>>;
  for (const [one, tarball] of Object.entries(inject('packed').tarballs)) {
    const group = manifest.dependencies?.[one] ? manifest.dependencies : manifest.devDependencies;
    if (group) group[one] = `file:${tarball}`;
  }
  await writeFile(file, JSON.stringify(manifest));
  await run('install', '--no-audit', '--no-fund');
  return run;
}

/** The runner of the example must not take itself for a worker of the one that runs this. */
function withoutVitest(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(VITEST|JEST|NODE_TEST|NODE_ENV|NODE_OPTIONS|npm_|TEST)/i.test(name),
    ),
  );
}

describe('a function is tested with', () => {
  it.each([
    ['node-test', /pass 2\n/],
    ['vitest', /Tests .*2 passed/],
    ['jest', /Tests: +1 passed/],
  ])(
    '%s, as in the example',
    async (name, expected) => {
      const run = await installExample(join('unit-tests', name));
      expect(await run('test')).toMatch(expected);
      await run('run', 'typecheck');
    },
    INSTALL_TIMEOUT_MS,
  );
});

it(
  'the shop of the examples is set up in an empty folder, as in its tutorial',
  async () => {
    const run = await installExample('shop');
    expect(await run('exec', '--', 'alr-builder', 'install')).toMatch(/created +Dockerfile\n/);
    expect(await run('test')).toMatch(/fail 0\n/);
    await run('run', 'typecheck');
  },
  INSTALL_TIMEOUT_MS,
);

it('the documentation of the runtime has the settings of Jest as they are in the example', async () => {
  const page = await readFile(join(EXAMPLES, '..', 'packages', 'runtime', 'docs', 'testing.md'), 'utf8');
  for (const file of ['jest.config.js', 'jest.esm.js']) {
    expect(page).toContain(await readFile(join(EXAMPLES, 'unit-tests', 'jest', file), 'utf8'));
  }
});
