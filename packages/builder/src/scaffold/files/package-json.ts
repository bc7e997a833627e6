import { extensionOf, frontOption, type ProjectSettings, resourceName } from '../settings/settings.ts';

/** The versions of a scaffolded project's dependencies, apart from the packages of this family. */
const versions = { rolldown: '^1.3.2', typescript: '^7.0.2', '@types/node': '^24.0.0' };

/** The content of a scaffolded project's package.json. */
export interface Manifest {
  readonly name: string;
  readonly private: true;
  readonly type: 'module';
  readonly engines: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>> & { readonly test: string };
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/**
 * The package.json of a scaffolded project.
 *
 * @param version the version of this package, whose major is also the one to install of the other packages
 */
export function packageJson(settings: ProjectSettings, version: string): Manifest {
  const { name, language, trigger, allSources, hasFunction } = settings;
  const family = `^${version.split('.')[0]}.0.0`;
  const isTypeScript = language === 'typescript' && !hasFunction;
  return {
    name: resourceName(name),
    private: true,
    type: 'module',
    engines: { node: '>=22.19' },
    scripts: {
      test: `node --test "src/**/*.test.${extensionOf(settings)}"`,
      ...(isTypeScript && { typecheck: 'tsc' }),
      local: `alr-builder local${frontOption(settings)}`,
      image: 'alr-builder image',
    },
    dependencies: {
      '@alr/context': family,
      ...(!hasFunction && (allSources || trigger !== 'none') && { '@alr/event': family }),
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
