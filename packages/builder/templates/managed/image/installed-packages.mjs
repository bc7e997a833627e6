/** Finds packages and reads their manifests. */
import { readFileSync, realpathSync } from 'node:fs';
import { findPackageJSON } from 'node:module';

/** The bundle cannot be built. The message is for the user, and needs no stack trace. */
export class BundleError extends Error {
  name = 'BundleError';
}

/** The package.json of an installed package, as seen from a module; undefined if it is not installed. */
export function installedManifest(name, from) {
  if (URL.canParse(name)) return undefined;
  try {
    const file = findPackageJSON(name, from);
    // In pnpm's store, the dependencies of a package lie next to its real path.
    return file && realpathSync(file);
  } catch (error) {
    if (error.code === 'ERR_MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

/** The content of a JSON file. */
export function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new BundleError(`${file} cannot be read: ${error.message}`);
  }
}
