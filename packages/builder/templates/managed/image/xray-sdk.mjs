/**
 * Bundles the X-Ray SDK for `@alr/runtime/xray`, which loads it by name because it may not be installed. The function and
 * its packages import the same one.
 */
import { dirname, join } from 'node:path';
import { BundleError, readJson } from './installed-packages.mjs';

const SDK = 'aws-xray-sdk-core';
/** The symbol under which the runtime finds the bundled SDK. */
const SYMBOL = 'alr.xray-sdk';
// "alr-builder local" would take a name with "alr-" for one of the modules that it adds.
const MODULE = '\0xray-sdk';

/**
 * A plugin for Rolldown.
 *
 * @param directory the project's directory, where the SDK is looked for first
 */
export function xraySdk(directory) {
  let path;
  return {
    name: 'xray-sdk',
    transform: {
      filter: { id: /[\\/]runtime[\\/]dist[\\/]xray\.js$/, code: SDK },
      async handler(code, id) {
        const resolved = (await this.resolve(SDK, join(directory, 'package.json'))) ?? (await this.resolve(SDK, id));
        if (resolved === null) return undefined;
        if (!code.includes(SYMBOL)) {
          const { version } = readJson(join(dirname(id), '../package.json'));
          throw new BundleError(
            `@alr/runtime ${version} does not find the X-Ray SDK in a bundle: install a later version of @alr/runtime`,
          );
        }
        path = resolved.id;
        // At the end, so that positions stay the same. Imports are evaluated first.
        return { code: `${code}\nimport ${JSON.stringify(MODULE)};\n`, map: null };
      },
    },
    resolveId: { filter: { id: new RegExp(`^${MODULE}$`) }, handler: (id) => id },
    load: {
      filter: { id: new RegExp(`^${MODULE}$`) },
      handler: () => `import sdk from ${JSON.stringify(path)}; globalThis[Symbol.for('${SYMBOL}')] = sdk;`,
    },
  };
}
