import { isAbsolute } from 'node:path';
import { type BundleDescription, logListener } from './bundle-definition.ts';
import type { BuiltFile, Rolldown } from './find-bundler.ts';
import { hashOf } from './package-store.ts';

/** A package that is bundled apart from the function. */
export interface BundledPackage {
  /** The file that evaluates it, in the folder of the bundle. */
  readonly file: string;
  /** The names that it exports; undefined if it is CommonJS, which may export anything. */
  readonly names: readonly string[] | undefined;
}

/** Packages that are bundled apart from the function. */
export interface PackageBundle {
  /** By the paths of the modules that the function imports. */
  readonly packages: Readonly<Record<string, BundledPackage>>;
  /** The written files, in the folder of the bundle. */
  readonly files: readonly string[];
  /** The files that the packages consist of. */
  readonly sources: readonly string[];
  /** Packages that are copied instead of bundled, and the URLs of modules that import them. */
  readonly copied: { readonly packages: readonly string[]; readonly parents: readonly string[] };
}

/** What is imported as this path is a package, and not a module of the function. */
function isInPackage(path: string): boolean {
  return /[\\/]node_modules[\\/]/.test(path);
}

/** The entries that belong to packages, such as the bootstrap, and those that belong to the function. */
export function splitEntries({
  input,
}: BundleDescription['input']): Record<'packages' | 'own', Record<string, string>> {
  const entries = Object.entries(input);
  const select = (inPackage: boolean) =>
    Object.fromEntries(entries.filter(([, source]) => isInPackage(source) === inPackage));
  return { packages: select(true), own: select(false) };
}

/** Whether the packages can be bundled apart: not if the handler itself is in one. */
export function isSeparable({ input, plugins }: BundleDescription['input']): boolean {
  // The user can have changed the definition of the bundle.
  const isRecord = typeof input === 'object' && !Array.isArray(input);
  return isRecord && Array.isArray(plugins) && Object.values(input).every((source) => isAbsolute(source));
}

const MAIN = '\0alr-main:';
const LOADER = '\0alr-loader:';
const NAMES = '\0alr-names:';
/** The name of a default export in the object of a package, because `default` of CommonJS is the object itself. */
export const DEFAULT_NAME = 'alr_default';

/**
 * Bundles packages, each behind a function that evaluates it, as the bundler does with ES modules that CommonJS requires.
 * So they are evaluated at the same time as in the whole bundle: when the function's modules import them.
 *
 * @param paths the modules of packages that the function imports
 * @returns undefined if they have to be bundled together with the function
 */
export async function bundlePackages(
  { rolldown }: Rolldown,
  bundle: BundleDescription,
  paths: readonly string[],
  folder: string,
): Promise<PackageBundle | undefined> {
  // Beside the function's file, so that `import.meta.dirname` is the same as in the whole bundle.
  const place = bundle.file.slice(0, bundle.file.lastIndexOf('/') + 1);
  const fileOf = (path: string) => `${place}alr-package-${hashOf(path).slice(0, 12)}.js`;
  const namesFileOf = (path: string) => `alr-names-${hashOf(path).slice(0, 12)}.js`;
  const mainEntries = Object.entries(splitEntries(bundle.input).packages);
  const names = new Map<string, readonly string[]>();
  const formats = new Map<string, string>();
  const unresolved = new Set<string>();
  const plugin = {
    name: 'alr-package-loaders',
    resolveId: {
      filter: { id: /^\0alr-/ },
      handler: (id: string) => id,
    },
    load: {
      filter: { id: /^\0alr-/ },
      async handler(this: LoadContext, id: string) {
        if (id.startsWith(NAMES))
          return namesModule(id.slice(NAMES.length), await this.load({ id: id.slice(NAMES.length) }));
        if (id.startsWith(MAIN)) return mainModule(id.slice(MAIN.length));
        const path = id.slice(LOADER.length);
        const { inputFormat } = await this.load({ id: path });
        if (inputFormat === undefined) throw new Error('this version of Rolldown does not say what is CommonJS');
        formats.set(path, inputFormat);
        return `export const load = () => require(${JSON.stringify(inputFormat === 'es' ? NAMES + path : path)});`;
      },
    },
    generateBundle(_: unknown, files: Record<string, BuiltFile>) {
      for (const path of paths) {
        const file = namesFileOf(path);
        const exported = files[file]?.exports ?? [];
        names.set(
          path,
          exported.map((name) => (name === DEFAULT_NAME ? 'default' : name)),
        );
        // It only served to find out the names. But what it consists of can be in it, and others import it then.
        const isUsed = Object.values(files).some(({ imports }) => imports?.includes(file));
        if (!isUsed) delete files[file];
      }
    },
  };
  const before = { packages: bundle.packages.length, parents: bundle.parents.length };
  const build = await rolldown({
    ...bundle.input,
    input: {
      ...Object.fromEntries(mainEntries.map(([name, path]) => [name, MAIN + path])),
      ...Object.fromEntries(
        paths.flatMap((path) => [
          [fileOf(path), LOADER + path],
          // Not the module itself, because a module that is an entry can stay in the file of the entry.
          [namesFileOf(path), NAMES + path],
        ]),
      ),
    },
    plugins: [plugin, ...bundle.input.plugins],
    transform: {
      ...bundle.input.transform,
      define: { ...bundle.input.transform?.define, 'import.meta.main': 'false' },
    },
    onLog: logListener(bundle, ({ message }) => {
      const [, specifier] = /Could not resolve '([^']+)'/.exec(message) ?? [];
      if (specifier !== undefined) unresolved.add(specifier);
    }),
  });
  try {
    const { output } = await build.write({
      ...bundle.output,
      chunkFileNames: `${place}[name]-[hash].js`,
      sanitizeFileName: (name: string) => (paths.some((path) => fileOf(path) === name) ? name : plainName(name)),
      dir: folder,
    });
    const sources = await build.watchFiles;
    // A package that imports the function's modules, or imports what is not installed in a module that the function does
    // not use.
    if (!sources.every(isInPackage) || output.some(({ imports }) => imports?.some((name) => unresolved.has(name)))) {
      return undefined;
    }
    return {
      packages: Object.fromEntries(
        paths.map((path) => {
          const isEsModule = formats.get(path) === 'es';
          return [path, { file: fileOf(path), names: isEsModule ? names.get(path) : undefined }];
        }),
      ),
      files: output.map(({ fileName }) => fileName),
      sources,
      copied: {
        packages: bundle.packages.slice(before.packages),
        parents: bundle.parents.slice(before.parents).map(({ href }) => href),
      },
    };
  } catch {
    // The build of everything reports what is wrong. Or a package has an `await` outside of functions.
    return undefined;
  } finally {
    await build.close();
  }
}

interface LoadContext {
  load(module: {
    readonly id: string;
  }): Promise<{ readonly inputFormat?: string; readonly exports: readonly string[] }>;
}

/** What Node runs. The function can import the runtime too, so that it is not the main module itself. */
function mainModule(runtime: string): string {
  return `import { runHandler } from ${JSON.stringify(runtime)}; void runHandler(process.argv[2]);`;
}

function namesModule(path: string, { exports: names }: { readonly exports: readonly string[] }): string {
  const from = `from ${JSON.stringify(path)};`;
  return `export * ${from}${names.includes('default') ? `export { default as ${DEFAULT_NAME} } ${from}` : ''}`;
}

function plainName(name: string): string {
  return name.replace(/[^\w./-]/g, '_');
}
