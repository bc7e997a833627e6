import { randomUUID } from 'node:crypto';
import type { ImageSources } from '../../../image/context/image-sources.ts';
import { type Engine, type EngineName, findEngine } from '../../../image/engine/engine.ts';
import { EngineError, readIfFound, tryCommand } from '../../../image/engine/run-command.ts';
import type { FunctionLauncher } from '../environment/function-launcher.ts';
import { addressInContainer, clientEnvironment, containerCommand, removalCommand } from './container-command.ts';

/** An image that runs in a container, with the restrictions of Lambda. */
export interface LocalImage {
  /** The image's name and tag. It has to be on this machine. */
  readonly tag: string;
  /** The container engine. Default: the first one that works. */
  readonly engine?: EngineName | undefined;
  /** Further options of the engine's `run` command, such as `--network=shop`. Default: none. */
  readonly options?: readonly string[] | undefined;
  /** The size of /tmp in MB. Default: 512. */
  readonly ephemeralStorage?: number | undefined;
  /** The AWS profile whose credentials the function gets. Default: those of this process. */
  readonly profile?: string | undefined;
  /** Builds the image again. Called if `watch` is set and a source has changed. Default: the image stays as it is. */
  readonly build?: (() => Promise<void>) | undefined;
  /** The files that the image is built from. Default: all files of the project. */
  readonly sources?: ImageSources | undefined;
}

/**
 * Finds the engine and the image, and starts containers of it.
 *
 * @param handler replaces the one of the image
 * @throws {EngineError} no engine works, or it has no such image
 */
export async function containerLauncher(image: LocalImage, handler: string | undefined): Promise<FunctionLauncher> {
  // Buildah builds images, but runs none. Podman shares its storage.
  const engine = await findEngine(image.engine === 'buildah' ? 'podman' : image.engine);
  if (engine.name === 'buildah') {
    throw new EngineError('buildah cannot run an image: install podman, which can run the images that buildah builds');
  }
  const { tag, options = [], ephemeralStorage: ephemeralStorageMB = 512 } = image;
  const variables = await imageVariables(engine.command, tag);
  const sharesNetwork = process.platform === 'linux' && !(await isDockerDesktop(engine));
  const { resolveCredentials } = await import('./credentials.ts');
  const { variables: inherited, problem } = await resolveCredentials(image.profile, process.env);
  return {
    address: (runtimeApi) => addressInContainer(runtimeApi, sharesNetwork),
    inherited,
    credentials: { areResolved: true, problem },
    launch(functionEnv, memorySizeMB) {
      const name = `alr-local-${randomUUID()}`;
      const env = { ...missing(platformDefaults, variables), ...functionEnv, ...platformVariables };
      const args = handler === undefined ? [] : [handler];
      const request = { tag, name, env, memorySizeMB, ephemeralStorageMB, options, args, sharesNetwork };
      return {
        command: containerCommand(engine, request),
        env: clientEnvironment(env, process.env),
        container: {
          image: tag,
          removal: removalCommand(engine, name),
          // In a virtual machine, the number would be that of another process.
          findPid: async () => (sharesNetwork ? findPid(engine, name) : undefined),
        },
      };
    },
  };
}

/**
 * Variables that Lambda sets in the container of an image in addition to those of every function.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
const platformVariables = { LAMBDA_TASK_ROOT: '/var/task', LAMBDA_RUNTIME_DIR: '/var/runtime', _HANDLER: '' };
/** Those that the image can set itself. */
const platformDefaults = { TZ: ':UTC', LANG: 'en_US.UTF-8' };

function missing(defaults: NodeJS.ProcessEnv, names: ReadonlySet<string>): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(defaults).filter(([name]) => !names.has(name)));
}

/** Docker Desktop runs its engine in a virtual machine, on Linux, too. */
async function isDockerDesktop({ name, command }: Engine): Promise<boolean> {
  if (name !== 'docker') return false;
  const outcome = await tryCommand(command, ['info', '--format', '{{.OperatingSystem}}']);
  return outcome?.stdout.includes('Docker Desktop') ?? false;
}

async function findPid({ command }: Engine, name: string): Promise<number | undefined> {
  const outcome = await tryCommand(command, ['inspect', '--format', '{{.State.Pid}}', name]);
  return outcome?.status === 0 ? Number(outcome.stdout) : undefined;
}

/** The names of the variables that an image sets. */
async function imageVariables(command: string, tag: string): Promise<ReadonlySet<string>> {
  const output = await readIfFound(command, ['image', 'inspect', '--format', '{{json .Config.Env}}', tag]);
  if (output === undefined) {
    throw new EngineError(`${command} has no image ${tag}: build it with alr-builder image`);
  }
  const assignments = JSON.parse(output) as string[] | null;
  return new Set((assignments ?? []).map((assignment) => assignment.split('=', 1)[0] ?? ''));
}
