/** The package managers of a scaffolded project. */
export const packageManagers = ['npm', 'pnpm', 'yarn', 'bun'] as const;

export type PackageManager = (typeof packageManagers)[number];

/** The commands of a package manager, as a user types them. */
export interface PackageManagerCommands {
  readonly install: string;
  readonly add: string;
  readonly addForDevelopment: string;
  readonly test: string;
  /** Runs a command of an installed package. */
  readonly run: string;
  /** The same in scripts. If the packages are not installed, plain npx would ask the registry for the command's name. */
  readonly exec: string;
  /** What installs the package manager itself. */
  readonly setup: string;
  /** The files of which one shows that a project uses it. */
  readonly lockfiles: readonly string[];
}

export const commandsOf: Readonly<Record<PackageManager, PackageManagerCommands>> = {
  npm: {
    install: 'npm install',
    add: 'npm install',
    addForDevelopment: 'npm install --save-dev',
    test: 'npm test',
    run: 'npx',
    exec: 'npx --no-install',
    setup: 'install Node, which includes it',
    lockfiles: ['package-lock.json', 'npm-shrinkwrap.json'],
  },
  pnpm: {
    install: 'pnpm install',
    add: 'pnpm add',
    addForDevelopment: 'pnpm add --save-dev',
    test: 'pnpm test',
    run: 'pnpm exec',
    exec: 'pnpm exec',
    setup: 'run npm install --global pnpm',
    lockfiles: ['pnpm-lock.yaml'],
  },
  yarn: {
    install: 'yarn install',
    add: 'yarn add',
    addForDevelopment: 'yarn add --dev',
    test: 'yarn test',
    run: 'yarn run',
    exec: 'yarn run',
    setup: 'run npm install --global yarn',
    lockfiles: ['yarn.lock'],
  },
  bun: {
    install: 'bun install',
    add: 'bun add',
    addForDevelopment: 'bun add --dev',
    // `bun test` is Bun's own test runner.
    test: 'bun run test',
    run: 'bun run',
    exec: 'bun run',
    setup: 'run npm install --global bun',
    lockfiles: ['bun.lock', 'bun.lockb'],
  },
};

/** The package manager that a text begins with: `packageManager` of a package.json, or `npm_config_user_agent`. */
export function packageManagerIn(text: unknown): PackageManager | undefined {
  if (typeof text !== 'string') return undefined;
  return packageManagers.find((name) => text.startsWith(`${name}@`) || text.startsWith(`${name}/`));
}
