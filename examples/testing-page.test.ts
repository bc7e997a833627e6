import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const run = promisify(execFile);

const PAGE = join(import.meta.dirname, '..', 'packages', 'builder', 'docs', 'local', 'testing.md');
/** Inside this package, so that imports of all packages resolve. */
const FOLDER = join(import.meta.dirname, 'reports', 'testing-page');

/** The runner of the page must not take itself for a worker of the one that runs this. */
function withoutRunner(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_TEST|NODE_OPTIONS)/.test(name)),
  );
}

it('the tests on the page about local sources compile and pass', async () => {
  const page = await readFile(PAGE, 'utf8');
  const samples = (language: string) =>
    [...page.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 'gs'))].map(([, code]) => code ?? '');
  const [app = '', ...tests] = samples('ts');
  const config = {
    extends: '../../../tsconfig.base.json',
    compilerOptions: { noEmit: true, allowImportingTsExtensions: true, rewriteRelativeImportExtensions: false },
    include: ['*.ts'],
  };
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(FOLDER, { recursive: true });
  const files = {
    'lambda.yaml': samples('yaml').join(''),
    'app.ts': app,
    'app.test.ts': tests.join('\n'),
    'package.json': '{ "type": "module" }',
    'tsconfig.json': JSON.stringify(config),
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(FOLDER, name), text);
  const failed = (error: { stdout: string }) => error;
  const { stdout: problems } = await run('tsc', ['-p', FOLDER]).catch(failed);
  expect(problems).toBe('');
  const options = { cwd: FOLDER, env: withoutRunner() };
  const { stdout } = await run(process.execPath, ['--test', '--test-reporter=tap', 'app.test.ts'], options).catch(
    failed,
  );
  const failures = stdout.match(/^ *not ok [\s\S]*?\.\.\.$/gm) ?? [];
  expect(failures).toEqual([]);
  expect(stdout).toContain(`# pass ${page.match(/^test\(/gm)?.length}\n`);
}, 60_000);
