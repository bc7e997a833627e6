import { execFile } from 'node:child_process';
import { chmod, cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
// @boundaries-ignore an engine needs the same options in the image tests
import type { ContainerEngine } from '../../tests/image/container-engine.ts';
// @boundaries-ignore the image tests scaffold in the same way
import { scaffold } from '../../tests/scaffolded.ts';

const run = promisify(execFile);

/** What an image can start from: a bundle with a compile cache, or a snapshot of libraries or of everything. */
export type SnapshotMode = 'none' | 'libraries' | 'everything';
export const snapshotModes: readonly SnapshotMode[] = ['none', 'libraries', 'everything'];

/** A function that is one module, with the handler `app.handler`. */
export interface FunctionSource {
  readonly name: string;
  readonly source: string;
  /** The versions of the packages that it imports. */
  readonly dependencies: Readonly<Record<string, string>>;
}

/** An image, and what its build has printed. */
export interface BuiltImage {
  readonly tag: string;
  readonly printed: string;
}

/**
 * Builds a function's image in each of the modes, with `alr-builder image` in a new project. Not every function can be in
 * a snapshot as a whole: the build refuses it, with the reason.
 *
 * @param tarballs the packed packages, by name
 * @param onRefusal is called with the reason if there is no image of everything
 */
export async function buildImages<Mode extends SnapshotMode>(
  engine: ContainerEngine,
  fn: FunctionSource,
  modes: readonly Mode[],
  tarballs: Readonly<Record<string, string>>,
  onRefusal: (reason: string) => void = () => {},
): Promise<Readonly<Partial<Record<Mode, BuiltImage>>>> {
  const name = `alr-bench-${fn.name}`;
  const project = await scaffold(name, ['--language', 'javascript', '--trigger', 'none'], tarballs);
  try {
    await project.edit('src/app.js', () => fn.source);
    await project.edit('package.json', (text) => {
      const manifest = JSON.parse(text) as { dependencies: object };
      return JSON.stringify({ ...manifest, dependencies: { ...manifest.dependencies, ...fn.dependencies } });
    });
    const settings = `image:\n  engine: ${engine.command}\n  build_options: ${JSON.stringify(engine.buildOptions)}`;
    const images: [Mode, BuiltImage][] = [];
    for (const mode of modes) {
      await using _mode = await project.editForNow('lambda.yaml', (text) =>
        text.replace(/^image:$/m, `${settings}\n  snapshot: ${mode}`).replace('src/app.MyLambda', 'src/app.handler'),
      );
      try {
        const printed = await project.builder('image');
        const tag = `${name}:${mode}`;
        await run(engine.command, ['tag', project.tag, tag]);
        images.push([mode, { tag, printed }]);
      } catch (error) {
        const [, reason] = /^image\/snapshot\.mjs: (.*)/m.exec((error as { stderr?: string }).stderr ?? '') ?? [];
        if (mode !== 'everything' || reason === undefined) throw error;
        onRefusal(reason);
      }
    }
    return Object.fromEntries(images) as Partial<Record<Mode, BuiltImage>>;
  } finally {
    await project.remove();
  }
}

/** A folder with a function, its packages and aws-lambda-ric, as installed. */
export interface RicFunction extends AsyncDisposable {
  readonly folder: string;
}

/** @param ric the folder of an installation, which is copied because it takes minutes */
export async function installForRic(ric: string, fn: FunctionSource): Promise<RicFunction> {
  const folder = await mkdtemp(join(tmpdir(), 'alr-bench-ric-'));
  // The container runs as another user.
  await chmod(folder, 0o755);
  await cp(ric, folder, { recursive: true });
  const packages = Object.entries(fn.dependencies).map(([name, version]) => `${name}@${version}`);
  if (packages.length > 0) await run('npm', ['install', '--no-audit', '--no-fund', ...packages], { cwd: folder });
  await writeFile(join(folder, 'app.mjs'), fn.source);
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}
