import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rename, symlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { inject } from 'vitest';
import { type Files, linkPackage, writeFunction } from '../conformance/function/lambda.ts';
import { type EmulatedFunction, emulateIn } from '../emulator/emulated-function.ts';

const run = promisify(execFile);
const templates = resolve(import.meta.dirname, '../../packages/builder/templates/managed/image');

/** How a function starts: from its bundle, from a snapshot of its libraries, or from one of everything. */
export type SnapshotMode = 'none' | 'libraries' | 'everything';

/** A function that the scripts of the image have built, with the handler `app.handler`. */
export interface BuiltFunction {
  /** What the scripts printed. */
  readonly printed: string;
  /** The folder of the project. */
  readonly project: string;
  /** The folder of the function. */
  readonly task: string;
  /** Starts it on the emulator, with additional environment variables. */
  start(env?: Readonly<Record<string, string>>): Promise<EmulatedFunction>;
  /** The snapshot. */
  readSnapshot(): Promise<Buffer>;
}

/** The Node that builds and starts a function. */
export interface BuildNode {
  readonly program: string;
  /** The `node_modules` with the bundler. Its native code is for one kind of processor. */
  readonly packages: string;
}

const nodeOfTests: BuildNode = {
  program: process.execPath,
  packages: resolve(import.meta.dirname, '../node_modules'),
};

/**
 * Builds a function as the image does.
 *
 * @param env the environment variables of the build, besides those of this process
 * @param packages the packages of these tests that the function can import
 */
export async function buildFunction(
  files: Files,
  mode: SnapshotMode,
  env: Readonly<Record<string, string>> = {},
  packages: readonly string[] = [],
  node = nodeOfTests,
): Promise<BuiltFunction> {
  const project = await writeFunction({ 'package.json': '{ "type": "module" }', ...files });
  for (const name of packages) await linkPackage(name, project);
  await mkdir(join(project, 'node_modules'), { recursive: true });
  await symlink(join(node.packages, 'rolldown'), join(project, 'node_modules/rolldown'));
  // The scripts are copied into the project, as the scaffold does.
  await cp(templates, join(project, 'image'), { recursive: true });
  const script = async (...args: readonly string[]) => {
    const { stdout, stderr } = await run(node.program, args, { cwd: project, env: { ...process.env, ...env } });
    return stdout + stderr;
  };
  const bundled = await script('image/bundle.mjs', 'app.handler');
  // Away from the project, as in an image.
  const tasks = join(dirname(inject('packed').project), 'tasks');
  await mkdir(tasks, { recursive: true });
  // With characters that mean something in stacks.
  const task = await mkdtemp(join(tasks, 'task (1)-'));
  await rename(join(project, 'out'), task);
  const printed = bundled + (await script('image/snapshot.mjs', 'app.handler', mode, task, '--always'));
  return {
    printed,
    project,
    task,
    start: (variables = {}) =>
      emulateIn(task, {
        command: [join(task, 'alr-bootstrap.js')],
        env: { LAMBDA_MODULE: 'app.handler', LAMBDA_TASK_ROOT: task, ...variables },
      }),
    readSnapshot: () => readFile(join(task, 'snapshot.blob')),
  };
}
