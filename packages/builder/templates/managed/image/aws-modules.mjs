/**
 * Bundles the ES modules of the AWS SDK. Its manifests name CommonJS for Node, of which a bundle contains every command of
 * a client. Of the ES modules, it contains those that the function uses.
 */
import { existsSync } from 'node:fs';

export function awsModules() {
  return {
    name: 'aws-modules',
    resolveId: {
      filter: { id: /^@(aws-sdk|smithy)\// },
      async handler(id, importer, options) {
        const resolved = await this.resolve(id, importer, { ...options, skipSelf: true });
        if (resolved === null || resolved.external) return resolved;
        const path = resolved.id.replace(/([\\/])dist-cjs([\\/])/, '$1dist-es$2');
        return existsSync(path) ? { ...resolved, id: path } : resolved;
      },
    },
  };
}
