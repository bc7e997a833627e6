import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { version } from '../../../package-files.ts';
import { installations } from '../watch/project-files.ts';
import { type BundleDescription, type BundlerLog, definitionFile, logListener } from './bundle-definition.ts';
import type { Rolldown } from './find-bundler.ts';
import { bundleOwnModules } from './own-modules.ts';
import { bundlePackages, isSeparable, type PackageBundle, splitEntries } from './package-bundle.ts';
import { digestOfFiles, hashOf, type PackageKey, type PackageStore } from './package-store.ts';

/** How to write a bundle. */
export interface BundleWriting {
  readonly rolldown: Rolldown;
  /** Where Rolldown is installed. */
  readonly rolldownFolder: string;
  readonly directory: string;
  /** Describes the bundle. Each description is for one build, which adds to it. */
  readonly describe: () => BundleDescription;
  /** Where to write the bundle. */
  readonly folder: string;
  readonly store: PackageStore;
  /** Receives the modules of the function, also if the build fails. */
  readonly onFiles: (files: readonly string[]) => void;
  readonly onWarning: (log: BundlerLog) => void;
}

/**
 * Writes the bundle of a function. Its packages are bundled apart from its own modules, and only if they have changed,
 * because they take most of the time. If that is not possible, all is bundled together.
 *
 * @returns the description, with what the build has added
 */
export async function writeBundle(writing: BundleWriting): Promise<BundleDescription> {
  return (await writeSeparately(writing)) ?? writeWhole(writing);
}

async function writeSeparately(writing: BundleWriting): Promise<BundleDescription | undefined> {
  const { rolldown, describe, folder, store, onFiles, onWarning } = writing;
  if (!isSeparable(describe().input)) return undefined;
  const key = keyOf(writing);
  if (store.isRejected(key)) return undefined;
  let packages = store.find(key, folder);
  for (;;) {
    const description = describe();
    const known = packages?.packages ?? {};
    const own = await bundleOwnModules(rolldown, description, known, folder, onFiles).catch((error: unknown) => {
      // Whether a package has what is imported is decided by the whole bundle.
      if (error instanceof Error && error.message.includes('node_modules')) return undefined;
      throw error;
    });
    if (own === undefined) return undefined;
    const { missing, warnings } = own;
    if (packages === undefined || missing.length > 0) {
      packages = await bundlePackages(rolldown, describe(), [...Object.keys(known), ...missing], folder);
      if (packages === undefined) {
        store.reject(key);
        return undefined;
      }
      store.keep(key, packages, folder);
    }
    if (missing.length === 0) {
      warnings.forEach(onWarning);
      return withCopied(description, packages);
    }
  }
}

async function writeWhole({ rolldown: { rolldown }, describe, folder, onFiles, onWarning }: BundleWriting) {
  const description = describe();
  const build = await rolldown({ ...description.input, onLog: logListener(description, onWarning) });
  try {
    await build.write({ ...description.output, dir: folder });
  } finally {
    onFiles(await build.watchFiles);
    await build.close();
  }
  return description;
}

/** The packages to be copied include those that the bundled packages import. */
function withCopied(description: BundleDescription, { copied }: PackageBundle): BundleDescription {
  const parents = copied.parents.map((url) => new URL(url));
  return {
    ...description,
    packages: [...new Set([...description.packages, ...copied.packages])],
    parents: [...description.parents, ...parents],
  };
}

function keyOf({ rolldownFolder, directory, describe, folder }: BundleWriting): PackageKey {
  const { file, input } = describe();
  const definitions = dirname(definitionFile(directory));
  const modules = readdirSync(definitions).filter((name) => name.endsWith('.mjs'));
  const texts = [
    join(rolldownFolder, 'package.json'),
    join(directory, 'package.json'),
    ...modules.map((name) => join(definitions, name)),
  ].map((path) => readFileSync(path, 'utf8'));
  // Paths in source maps are relative to the folder, whose name does not matter.
  const parts = [
    version(),
    texts,
    digestOfFiles(installations(directory)),
    dirname(folder),
    splitEntries(input).packages,
  ];
  return { place: resolve(directory, dirname(file)), version: hashOf(JSON.stringify(parts)) };
}
