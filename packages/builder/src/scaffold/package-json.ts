import { type Choices, plainName } from './choices.ts';

/** The versions of what a scaffolded project depends on besides this package's own family. */
const versions = { rolldown: '^1.3.2', typescript: '^7.0.2', '@types/node': '^24.0.0' };

/** What a scaffolded project's package.json says. */
export interface Manifest {
  readonly name: string;
  readonly private: true;
  readonly type: 'module';
  readonly engines: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>> & { readonly test: string };
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** The project's package.json. `version` is that of this package: its family starts with the same major. */
export function packageJson({ name, language }: Choices, version: string): Manifest {
  const family = `^${version.split('.')[0]}.0.0`;
  const isTypeScript = language === 'typescript';
  return {
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
}
