import { execFile } from 'node:child_process';
import { chmod, cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
// @boundaries-ignore an engine needs the same options in the image tests
import type { ContainerEngine } from '../../tests/image/container-engine.ts';
// @boundaries-ignore the image tests scaffold in the same way
import { scaffold } from '../../tests/scaffolded.ts';
import { dependenciesOf, type MeasuredFunction, sourceOf } from './functions.ts';

const run = promisify(execFile);

/** What an image can start from: a bundle with a compile cache, or a snapshot of libraries or of everything. */
export type SnapshotMode = 'none' | 'libraries' | 'everything';
export const snapshotModes: readonly SnapshotMode[] = ['none'];

/**
 * Builds a function's image in each mode, with `alr-builder image` in a new project.
 *
 * @param tarballs the packed packages, by name
 * @returns the tag of each image
 */
export async function buildImages(
  engine: ContainerEngine,
  fn: MeasuredFunction,
  tarballs: Readonly<Record<string, string>>,
): Promise<Readonly<Record<SnapshotMode, string>>> {
  const name = `alr-bench-${fn.name}`;
  const options = ['--language', 'javascript', '--trigger', 'none'];
  const project = await scaffold(name, options, tarballs);
  try {
    const [source, packages] = await Promise.all([sourceOf(fn), dependenciesOf(fn)]);
    await project.edit('src/app.js', () => source);
    await project.edit('package.json', (text) => {
      const manifest = JSON.parse(text) as { dependencies: object };
      return JSON.stringify({ ...manifest, dependencies: { ...manifest.dependencies, ...packages } });
    });
    const settings = `image:\n  engine: ${engine.command}\n  build_options: ${JSON.stringify(engine.buildOptions)}`;
    const tags: [SnapshotMode, string][] = [];
    for (const mode of snapshotModes) {
      await using _mode = await project.editForNow('lambda.yaml', (text) =>
        text.replace(/^image:$/m, `${settings}`).replace('src/app.MyLambda', 'src/app.handler'),
      );
      await project.builder('image');
      const tag = `${name}:${mode}`;
      await run(engine.command, ['tag', project.tag, tag]);
      tags.push([mode, tag]);
    }
    return Object.fromEntries(tags) as Record<SnapshotMode, string>;
  } finally {
    await project.remove();
  }
}

/** A folder with a function, its packages and aws-lambda-ric, as installed. */
export interface RicFunction extends AsyncDisposable {
  readonly folder: string;
}

/** @param ric the folder of an installation, which is copied because it takes minutes */
export async function installForRic(ric: string, fn: MeasuredFunction): Promise<RicFunction> {
  const folder = await mkdtemp(join(tmpdir(), 'alr-bench-ric-'));
  // The container runs as another user.
  await chmod(folder, 0o755);
  await cp(ric, folder, { recursive: true });
  const packages = Object.entries(await dependenciesOf(fn)).map(([name, version]) => `${name}@${version}`);
  if (packages.length > 0) await run('npm', ['install', '--no-audit', '--no-fund', ...packages], { cwd: folder });
  await writeFile(join(folder, 'app.mjs'), await sourceOf(fn));
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}
