/**
 * Packages with native code cannot be bundled, because they look for it in their own folders. They are copied instead,
 * and imported by name.
 */
import { existsSync, readdirSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, isAbsolute, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { installedManifest, readJson } from './installed-packages.mjs';

/** Packages that find and load a `.node` file for another package. */
const loaders = [
  '@mapbox/node-pre-gyp',
  'bindings',
  'node-gyp-build',
  'node-gyp-build-optional-packages',
  '@neon-rs/load',
];

/**
 * A plugin for Rolldown that leaves imports of packages with native code as they are.
 *
 * @param onFound is called for each import of such a package, with its name and the URL of the importing module
 */
export function nativePackages(onFound) {
  const verdicts = new Map();
  const hasNativeCode = (manifest) => {
    if (!verdicts.has(manifest)) verdicts.set(manifest, isNative(manifest));
    return verdicts.get(manifest);
  };
  return {
    name: 'native-packages',
    resolveId: {
      // Names of packages, as opposed to paths, URLs and names that only a bundler or a package knows.
      filter: { id: /^(@[\w.-]+\/)?\w[\w.-]*(\/|$)/ },
      handler(source, importer) {
        if (importer === undefined || !isAbsolute(importer) || isBuiltin(source)) return undefined;
        const [name] = source.match(/^(@[^/]+\/)?[^/]+/);
        const from = pathToFileURL(importer);
        const manifest = installedManifest(name, from);
        if (manifest === undefined || !hasNativeCode(manifest)) return undefined;
        onFound(name, from);
        return { id: source, external: true };
      },
    },
  };
}

/** Whether a package has native code for this system, or finds it in another package. */
function isNative(manifest) {
  const folder = dirname(manifest);
  const { cpu, dependencies, optionalDependencies, scripts = {} } = readJson(manifest);
  return (
    cpu !== undefined ||
    existsSync(join(folder, 'binding.gyp')) ||
    loaders.some((name) => name in { ...dependencies, ...optionalDependencies }) ||
    Object.keys(optionalDependencies ?? {}).some((name) => isForThisSystem(name, manifest)) ||
    // Most packages have neither scripts nor native code, and need not be searched.
    (['preinstall', 'install', 'postinstall'].some((name) => name in scripts) && hasNativeFile(folder))
  );
}

/** Whether an optional dependency, of which there is one for each kind of processor, is installed. */
function isForThisSystem(name, manifest) {
  const found = installedManifest(name, pathToFileURL(manifest));
  return found !== undefined && readJson(found).cpu !== undefined;
}

function hasNativeFile(folder) {
  return readdirSync(folder, { recursive: true }).some((file) => file.endsWith('.node'));
}
