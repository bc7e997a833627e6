import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { npmInstall, pack } from '../clients/npm.ts';
import { environment, type Program } from '../clients/program.ts';
import { respondOnce } from '../figures/start-once.ts';
import { ServerProcess } from '../server/server-process.ts';
import type { BuiltFunction, Form, Workshop } from './forms.ts';
import type { Entry } from './list.ts';
import { readReport } from './outcome.ts';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '../..');
const FUNCTIONS = join(import.meta.dirname, '../functions');
const TEMPLATES = join(ROOT, 'packages/builder/templates/managed');
const HANDLER = 'app.handler';

/** Builds in a temporary folder with all packages, by the scripts of the image. */
export async function openWorkshop(note: (text: string) => void): Promise<Workshop> {
  await using stack = new AsyncDisposableStack();
  const root = await mkdtemp(join(tmpdir(), 'alr-packages-'));
  stack.defer(() => rm(root, { recursive: true, force: true }));
  note('packing and installing the packages');
  const workspace = join(root, 'workspace');
  const own = ['context', 'writer', 'runtime', 'event'];
  const tarballs = await Promise.all(own.map((name) => pack(join(ROOT, 'packages', name), join(root, name))));
  await npmInstall(workspace, [...tarballs, ...(await listedPackages())]);
  const server = stack.use(await ServerProcess.start());
  const opened = stack.move();
  return {
    async versionOf(name) {
      const file = join(workspace, 'node_modules', name, 'package.json');
      return ((await readJson(file)) as { version: string }).version;
    },
    // Away from all `node_modules`, so that a function finds what its image has and nothing else.
    build: (entry) => build(entry, join(workspace, 'projects', entry.name), join(root, 'tasks', entry.name), server),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** The packages of the functions, and the bundler, each with its version. */
async function listedPackages(): Promise<string[]> {
  const { dependencies } = (await readJson(join(FUNCTIONS, 'package.json'))) as Manifest;
  const { devDependencies } = (await readJson(join(ROOT, 'package.json'))) as Manifest;
  const all = { ...dependencies, rolldown: devDependencies?.rolldown };
  return Object.entries(all).map(([name, version]) => `${name}@${version}`);
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

async function build(entry: Entry, project: string, tasks: string, server: ServerProcess): Promise<BuiltFunction> {
  const { name, packages } = entry;
  await mkdir(project, { recursive: true });
  await writeFile(join(project, 'package.json'), '{ "private": true, "type": "module" }\n');
  await cp(join(FUNCTIONS, 'libraries', `${name}.mjs`), join(project, 'app.mjs'));
  await cp(join(TEMPLATES, 'image'), join(project, 'image'), { recursive: true });
  const script = async (file: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    const options = { cwd: project, env: { ...process.env, ...env } };
    const { stdout, stderr } = await run(process.execPath, [join(project, 'image', file), ...args], options);
    return stdout + stderr;
  };
  await script('bundle.mjs', [HANDLER]);
  const none = join(tasks, 'none');
  const libraries = join(tasks, 'libraries');
  for (const task of [none, libraries]) await cp(join(project, 'out'), task, { recursive: true });
  await script('snapshot.mjs', [HANDLER, 'none', none]);
  const printed = await script('snapshot.mjs', [HANDLER, 'libraries', libraries, '--always']);
  for (const task of [none, libraries]) await script('compile-cache.mjs', ['make'], taskVariables(task));
  const bundled = (task: string): Program => ({
    command: join(task, 'alr-bootstrap.js'),
    args: [HANDLER],
    cwd: task,
    env: taskVariables(task),
  });
  const programs: Readonly<Record<Form, Program>> = {
    sources: {
      args: [join(project, '../../node_modules/@alr/runtime/dist/alr-bootstrap.js'), HANDLER],
      cwd: project,
      env: { LAMBDA_TASK_ROOT: project },
    },
    none: bundled(none),
    libraries: bundled(libraries),
  };
  const copied = packages.filter((one) => existsSync(join(libraries, 'node_modules', one)));
  const remove = () => rm(tasks, { recursive: true, force: true });
  return {
    forms: ['sources', 'none', 'libraries'],
    snapshot: readReport(entry, printed, await readFile(join(libraries, 'package.json'), 'utf8'), copied),
    start(form, env) {
      const program = programs[form];
      return respondOnce(server, { ...program, env: { ...environment(program.cwd), ...env, ...program.env } });
    },
    [Symbol.asyncDispose]: remove,
  };
}

/** The variables that the image sets. */
function taskVariables(task: string): Record<string, string> {
  const dockerfile = readFileSync(join(TEMPLATES, 'Dockerfile'), 'utf8');
  const [, tunables] = dockerfile.match(/^ARG GLIBC_TUNABLES=(.*)/m) ?? [];
  if (tunables === undefined) throw new Error('the Dockerfile has no ARG GLIBC_TUNABLES: the image starts otherwise');
  return { LAMBDA_TASK_ROOT: task, NODE_COMPILE_CACHE: join(task, '.compile-cache'), GLIBC_TUNABLES: tunables };
}

async function readJson(file: string): Promise<object> {
  return JSON.parse(await readFile(file, 'utf8')) as object;
}
