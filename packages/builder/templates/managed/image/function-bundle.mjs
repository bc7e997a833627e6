/**
 * What the function's bundle consists of. The image (`bundle.mjs`) and "alr-builder local" both build this one.
 * Packages with native code are copied, and so are those that package.json lists, because they do not work in a bundle,
 * and any files that the function reads:
 *   "alr": { "external": ["knex"], "files": ["templates"] }
 */
import { statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { awsModules } from './aws-modules.mjs';
import { BundleError, installedManifest, readJson } from './installed-packages.mjs';
import { neverMain, runBootstrap } from './main-module.mjs';
import { rejectMissingPackages } from './missing-packages.mjs';
import { nativePackages } from './native-packages.mjs';
import { rejectUncompiled } from './uncompiled-syntax.mjs';
import { xraySdk } from './xray-sdk.mjs';

export { installedManifest, readJson };

/** Packages that are loaded by name at run time, by the runtime or by each other. */
const loadedByName = ['log4js', '@alr/event'];

/** Why a bundle cannot be built, for the user. The errors of Rolldown have code frames. */
export function describeFailure(error) {
  const problem = [error, ...(error.errors ?? [])].find(({ name }) => name === 'BundleError') ?? error;
  if (problem.name === 'BundleError') return problem.message;
  return problem.errors === undefined ? problem.stack : `${problem.message.trimEnd()}${adviceOnFile(problem.message)}`;
}

/** What to do about a file that is imported, but is neither JavaScript nor JSON. */
function adviceOnFile(message) {
  const [, parsed, queried] = message.match(/─\[ (\S+\.\w+):\d+:\d+ \]|Could not load (\S+)\?/) ?? [];
  const file = parsed ?? queried;
  if (file === undefined || (file === parsed && /\.([cm]?[jt]sx?|json)$/.test(file))) return '';
  return `\n${file} cannot be imported: read it with readFileSync(new URL(…, import.meta.url)), and list it in package.json, as in "alr": { "files": ["${file}"] }`;
}

/**
 * Describes the bundle of a handler: the options for Rolldown, the module with its export, and what is copied beside it.
 *
 * @param handler its name, or several names with spaces between them, for functions that share the image
 * @param directory the project's directory
 * @throws {BundleError} there is no such module, or `@alr/runtime` is not installed
 */
export function functionBundle(handler, directory) {
  const path = (name) => resolve(directory, name);
  const manifest = readJson(path('package.json'));
  const project = pathToFileURL(path('package.json'));
  const external = ['log4js', ...(manifest.alr?.external ?? [])];
  const handlers = handler
    .trim()
    .split(/\s+/)
    .map((name) => {
      const { source, module, exportPath } = findModule(name, directory);
      // The runtime looks for the module under the same name as here, and appends ".js" if there is no such file.
      return { file: /\.m?js$/.test(module) ? module : `${module}.js`, source, exportPath };
    });
  const [{ file, exportPath }] = handlers;
  const runtime = installedManifest('@alr/runtime', project);
  if (runtime === undefined) {
    throw new BundleError('@alr/runtime is not installed: add it to the dependencies of package.json');
  }
  const patterns = external.map((name) => new RegExp(`^${name.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')}(/|$)`));
  const packages = [...new Set([...loadedByName, ...external])];
  const parents = [project, pathToFileURL(runtime)];
  const addNative = (name, importer) => {
    if (!packages.includes(name)) packages.push(name);
    if (parents.every((from) => installedManifest(name, from) === undefined)) parents.push(importer);
  };
  return {
    file,
    exportPath,
    /** The modules of all handlers, the first of which is also above. */
    handlers,
    files: manifest.alr?.files ?? [],
    /**
     * Copied with their dependencies, unless they are not installed. They are looked up from the parents. Once the bundle
     * is written, those with native code are among them.
     */
    packages,
    parents,
    input: {
      cwd: directory,
      input: {
        ...Object.fromEntries(handlers.map((each) => [each.file, each.source])),
        'alr-bootstrap.js': join(dirname(runtime), readJson(runtime).bin['alr-bootstrap']),
      },
      platform: 'node',
      // Patterns are faster than a function, which would be called for every import.
      external: patterns,
      // A bundle is an ES module, also if the sources are CommonJS.
      transform: {
        define: { __dirname: 'import.meta.dirname', __filename: 'import.meta.filename' },
        // Types can be imported without "type", even with verbatimModuleSyntax, which is for what runs without a bundler.
        typescript: { onlyRemoveTypeImports: false },
      },
      // It warns of plugins that are slow because the machine is busy, and of the option above.
      checks: { pluginTimings: false, configurationFieldConflict: false },
      plugins: [
        awsModules(),
        nativePackages(addNative),
        rejectMissingPackages(directory, patterns),
        rejectUncompiled(directory),
        neverMain(),
        runBootstrap(),
        xraySdk(directory),
        ...handlers.map((each) => checkExport(each.file, each.exportPath, each.source, directory)),
      ],
      onLog(level, log, show) {
        // A package may import what is not installed and handle the failure; the function's own imports have to resolve.
        const isMissing = log.code === 'UNRESOLVED_IMPORT' && !log.id?.includes('node_modules');
        if (isMissing) throw unresolvedImport(log);
        show(level, log);
      },
    },
    output: {
      format: 'esm',
      sourcemap: true,
      entryFileNames: '[name]',
      chunkFileNames: '[name]-[hash].js',
      // The image finds the module by the name of the handler, which therefore stays as it is.
      sanitizeFileName: (name) => (handlers.some((each) => each.file === name) ? name : name.replace(/[^\w./-]/g, '_')),
    },
  };
}

/** The error for an import of the function's own modules. A package can be installed without the file that it names. */
function unresolvedImport({ code, id, message }) {
  const [, specifier, name] = /Could not resolve '(((?:@[^/']+\/)?[^/']+)[^']*)'/.exec(message) ?? [];
  const manifest = name && id && installedManifest(name, pathToFileURL(id));
  const label = manifest
    ? `${name} is installed in ${dirname(manifest)}, but without the file for ${specifier}: build the package, or correct its package.json`
    : 'not found';
  const text = message.replace('Module not found, treating it as an external dependency', () => label);
  return Object.assign(new BundleError(text), { code, id });
}

/**
 * Finds the module of a handler, and the export in it: `src/app.MyLambda` is MyLambda in src/app.ts, src/app.js and so
 * on, and `@shop/orders.run` is run in an installed package.
 */
function findModule(name, directory) {
  if (name.trim() === '') {
    throw new BundleError('no handler is named: set the build argument HANDLER, such as src/app.MyLambda');
  }
  if (isAbsolute(name)) {
    throw new BundleError(
      `the handler ${name} is an absolute path, which the image does not have: name it relative to the project`,
    );
  }
  if (/(^|\/)\.\.(\/|$)/.test(name)) {
    throw new BundleError(
      `the handler ${name} leads to a parent folder: name a module in the project, such as src/app.MyLambda`,
    );
  }
  const prefix = name.slice(0, name.lastIndexOf('/') + 1);
  const parts = name.slice(prefix.length).split('.');
  // A dot can belong to the name of the module, or separate the export.
  const readings = parts
    .map((_, left) => parts.length - left)
    .map((count) => ({ module: prefix + parts.slice(0, count).join('.'), exportPath: parts.slice(count) }))
    .filter(({ module }) => !/(^|\/)\.*$/.test(module));
  // A compiler may have written app.js beside app.ts, so the source comes first.
  const endings = ['', '.ts', '.mts', '.cts', '.tsx', '.js', '.mjs', '.cjs', '.jsx'];
  const isScript = (path) => /\.([cm]?[jt]s|[jt]sx)$/.test(path);
  const isFile = (path) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
  for (const { module, exportPath } of readings) {
    const paths = endings.map((ending) => resolve(directory, module + ending));
    const source = paths.find((path) => isScript(path) && isFile(path));
    if (source !== undefined) return { source, module: join(module), exportPath };
  }
  for (const { module, exportPath } of readings) {
    const [packageName] = module.match(/^(@[^/]+\/)?[^/]+/) ?? [];
    const project = pathToFileURL(resolve(directory, 'package.json'));
    const isPackage =
      !/^\./.test(module) && !isBuiltin(module) && installedManifest(packageName, project) !== undefined;
    if (isPackage) return { source: module, module, exportPath };
  }
  const modules = readings.map(({ module }) => join(module)).join(' or ');
  throw new BundleError(
    `no module for the handler ${name}: there is neither a file ${modules} (${endings.slice(1).join(', ')}) nor a package`,
  );
}

/** Checks that the module exports the handler. The exports of a CommonJS module are unknown: they are in its default. */
function checkExport(file, [exportName], source, directory) {
  return {
    name: 'check-export',
    generateBundle(_, bundle) {
      // "alr-builder local" also uses these options to bundle packages alone.
      if (!(file in bundle)) return;
      const { exports: names } = bundle[file];
      const candidates = exportName === undefined ? ['default', 'handler'] : [exportName];
      if (candidates.some((candidate) => names.includes(candidate)) || names.join() === 'default') return;
      const missing = exportName ?? 'a default or handler';
      throw new BundleError(
        `${relative(directory, source)} does not export ${missing}; it has ${names.join(', ') || 'no exports'}`,
      );
    },
  };
}
