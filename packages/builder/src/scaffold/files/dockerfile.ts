import type { Workspace } from '../../image/context/workspace.ts';
import type { PackageManager } from '../../package-manager/package-managers.ts';

/** The steps of the Dockerfile that depend on the package manager, and on whether the project is in a workspace. */
export interface DockerfileSteps {
  /** Begins the stage `build`, installs the packages, and ends in the project's folder with its files. */
  readonly install: string;
  /** How to build the image without alr-builder. */
  readonly command: string;
}

/** Returns the steps for a package manager, or for the workspace that the project is in. */
export function dockerfileSteps(packageManager: PackageManager, workspace: Workspace | undefined): DockerfileSteps {
  const build = 'docker build --provenance=false --tag my-function';
  if (workspace === undefined) return { install: projectSteps(packageManager), command: `${build} .` };
  const { folder } = workspace;
  const file = folder === '.' ? '' : ` --file ${folder}/Dockerfile`;
  return { install: workspaceSteps(workspace), command: `${build}${file} . in the root of the workspace` };
}

function projectSteps(packageManager: PackageManager): string {
  const { manifests, install } = ofProject[packageManager];
  return `# Install the packages, and bundle the function with them into /build/out.
FROM \${NODE_IMAGE} AS build
WORKDIR /build/project
COPY ${manifests} .npmrc* *.tgz ./
${install}
COPY . .`;
}

const PNPM_CERTIFICATES = '# pnpm has to trust the certificate authorities that npm is configured to trust.';
const EXPORT_CERTIFICATES = 'ca="$(npm config get cafile)"; [ "$ca" = null ] || export SSL_CERT_FILE="$ca";';

const ofProject: Readonly<Record<PackageManager, { manifests: string; install: string }>> = {
  npm: { manifests: 'package.json package-lock.json*', install: 'RUN npm install --no-audit --no-fund' },
  pnpm: {
    manifests: 'package.json pnpm-lock.yaml* pnpm-workspace.yaml*',
    install: `${PNPM_CERTIFICATES}\nRUN ${EXPORT_CERTIFICATES} npx --yes pnpm@12 install`,
  },
  yarn: {
    manifests: 'package.json yarn.lock* .yarnrc.yml*',
    // Node's image has Yarn 1, which does not read the lockfiles of later versions. The bundler needs node_modules.
    install: 'RUN YARN_NODE_LINKER=node-modules npx --yes @yarnpkg/cli-dist@4 install',
  },
  bun: { manifests: 'package.json bun.lock*', install: 'RUN npx --yes bun@1 install' },
};

/**
 * In a workspace, the sources include the packages that the function depends on. They are installed before the sources
 * are copied, so that a change of the code does not install them again.
 */
function workspaceSteps({ folder, packageManager }: Workspace): string {
  const { manifests, install, build } = ofWorkspace[packageManager](folder === '.');
  const isManifest = manifests.map((name) => `! -name '${name}'`).join(' ');
  return `# Keep only the manifests of the workspace, so that other changes do not install its packages again.
FROM \${NODE_IMAGE} AS manifests
WORKDIR /build/workspace
COPY . .
RUN find . ! -type d ${isManifest} -delete

# Install what the function and the workspace's packages that it depends on need, and bundle it all into /build/out.
FROM \${NODE_IMAGE} AS build
# The function's folder in the workspace. An image is built with the workspace as its context if there is this argument.
ARG PROJECT=${folder}
WORKDIR /build/workspace
COPY --from=manifests /build/workspace .
${install}
COPY . .
# Run the install scripts, and the script "build" of the packages that the function depends on.
${build}
WORKDIR /build/workspace/\${PROJECT}`;
}

interface WorkspaceCommands {
  readonly manifests: readonly string[];
  readonly install: string;
  readonly build: string;
}

/** npm does not accept the root of a workspace as one of its members. */
const ofWorkspace: Readonly<Record<Workspace['packageManager'], (isRoot: boolean) => WorkspaceCommands>> = {
  npm(isRoot) {
    const selection = isRoot ? '' : ' --workspace="$PROJECT" --include-workspace-root';
    return {
      manifests: ['package.json', 'package-lock.json', '.npmrc', '*.tgz'],
      install: `RUN npm install${selection} --ignore-scripts --no-audit --no-fund`,
      build: `RUN npm rebuild${selection}
RUN node "$PROJECT/image/siblings.mjs" "$PROJECT" | xargs -r -n 1 npm run build --if-present --prefix`,
    };
  },
  pnpm: () => ({
    manifests: ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml', '.npmrc', '*.tgz', '.pnpmfile.*', '*.patch'],
    install: `${PNPM_CERTIFICATES}
RUN ${EXPORT_CERTIFICATES} \\
  npm install --global pnpm@12 && pnpm --include-workspace-root --filter "{$PROJECT}..." install --ignore-scripts`,
    // If package.json names another version of pnpm, each command may have to download it.
    build: `RUN ${EXPORT_CERTIFICATES} \\
  pnpm --include-workspace-root --filter "{$PROJECT}..." rebuild
RUN ${EXPORT_CERTIFICATES} \\
  pnpm --filter "{$PROJECT}^..." --if-present run build`,
  }),
};
