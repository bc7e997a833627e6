import { type Choices, plainName } from './choices.ts';

/** The versions of what a scaffolded project depends on besides this package's own family. */
const versions = { rolldown: '^1.3.2', typescript: '^7.0.2', '@types/node': '^24.0.0' };

/** The text of the project's package.json. `version` is that of this package: its family starts with the same major. */
export function packageJson({ name, language }: Choices, version: string): string {
  const family = `^${version.split('.')[0]}.0.0`;
  const isTypeScript = language === 'typescript';
  const manifest = {
    name: plainName(name),
    private: true,
    type: 'module',
    engines: { node: '>=22.19' },
    scripts: {
      test: `node --test "src/**/*.test.${isTypeScript ? 'ts' : 'js'}"`,
      ...(isTypeScript && { typecheck: 'tsc' }),
      local: `alr-builder local`,
      image: 'alr-builder image',
    },
    dependencies: {
      '@alr/context': family,
      '@alr/event': family,
      '@alr/runtime': family,
      '@alr/writer': family,
    },
    devDependencies: {
      '@alr/builder': `^${version}`,
      ...(isTypeScript && { '@types/node': versions['@types/node'] }),
      rolldown: versions.rolldown,
      ...(isTypeScript && { typescript: versions.typescript }),
    },
  };
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}
