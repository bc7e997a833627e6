import { join } from 'node:path';
import { type BundleDescription, type BundlerLog, logListener } from './bundle-definition.ts';
import type { Rolldown } from './find-bundler.ts';
import { type BundledPackage, DEFAULT_NAME, type PackageBundle, splitEntries } from './package-bundle.ts';

const FILE = 'alr-package:';
const OBJECT = '\0alr-object:';
const UNKNOWN = '\0alr-unknown';
const EMPTY = 'module.exports = {};';

/** The result of bundling a function's own modules. */
export interface OwnModules {
  /** The modules of packages that it imports and that are not bundled yet. If there are any, nothing has been written. */
  readonly missing: readonly string[];
  readonly warnings: readonly BundlerLog[];
}

/**
 * Bundles a function's own modules. A package is replaced by a few lines that get it from its file, in a module with the
 * package's path, so that the bundler treats and reports it as in the whole bundle.
 *
 * @param onFiles receives the modules, also if the build fails
 */
export async function bundleOwnModules(
  { rolldown }: Rolldown,
  bundle: BundleDescription,
  packages: PackageBundle['packages'],
  folder: string,
  onFiles: (files: readonly string[]) => void,
): Promise<OwnModules> {
  const missing = new Set<string>();
  const warnings: BundlerLog[] = [];
  let isComplete = true;
  const plugin = {
    name: 'alr-packages',
    resolveId: {
      filter: { id: /^(alr-package:|\0alr-)/ },
      handler: (id: string) =>
        id.startsWith(FILE) ? { id: join(folder, id.slice(FILE.length)), external: 'absolute' } : id,
    },
    load: {
      filter: { id: /[\\/]node_modules[\\/]|^\0alr-/ },
      handler(id: string) {
        if (id === UNKNOWN) return EMPTY;
        const path = id.startsWith(OBJECT) ? id.slice(OBJECT.length) : id;
        const found = packages[path];
        if (id.startsWith(OBJECT) && found !== undefined) return objectModule(found);
        if (found === undefined) missing.add(path);
        return { code: packageModule(path, found), moduleType: 'js' };
      },
    },
    generateBundle() {
      if (missing.size === 0) return;
      isComplete = false;
      throw new Error('packages have to be bundled first');
    },
  };
  const build = await rolldown({
    ...bundle.input,
    input: splitEntries(bundle.input).own,
    plugins: [plugin, ...bundle.input.plugins],
    onLog: logListener(bundle, (log) => warnings.push(log)),
  });
  try {
    await build.write({ ...bundle.output, dir: folder });
  } catch (error) {
    if (isComplete) throw error;
  } finally {
    onFiles(await build.watchFiles);
    await build.close();
  }
  return { missing: [...missing], warnings };
}

/** What stands for a package in the bundle of the function's own modules. */
function packageModule(path: string, found: BundledPackage | undefined): string {
  if (found === undefined) return unknownModule(path);
  if (found.names === undefined) return objectModule(found);
  // The bundler reads the names from the object whenever they are used, so that they can change, as those of ES modules.
  const names = found.names.map((name) => (name === 'default' ? `${DEFAULT_NAME} as default` : nameText(name)));
  const object = JSON.stringify(OBJECT + path);
  return `import ${object};export { ${names.join(', ')} } from ${object};`;
}

/** A module that seems to export whatever is imported. */
function unknownModule(path: string): string {
  const from = `from ${JSON.stringify(UNKNOWN)};`;
  return /\.c[jt]s$/.test(path) ? EMPTY : `export * ${from}export { default } ${from}`;
}

/** The object of a package. It is evaluated when the object is first needed. */
function objectModule({ file }: BundledPackage): string {
  return `module.exports = require(${JSON.stringify(FILE + file)}).load();`;
}

/** A name of an export can be any text. */
function nameText(name: string): string {
  return /^[\w$]+$/.test(name) ? name : JSON.stringify(name);
}
