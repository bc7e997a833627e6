import type { Engine } from '../../../image/engine/engine.ts';
import type { ProgramCommand } from '../environment/function-process.ts';

/** A container to run. */
export interface ContainerRequest {
  readonly tag: string;
  /** The name of the container, which no other one has. */
  readonly name: string;
  /** The function's variables. */
  readonly env: NodeJS.ProcessEnv;
  readonly memorySizeMB: number;
  /** The size of /tmp. */
  readonly ephemeralStorageMB: number;
  /** Further options of the engine. */
  readonly options: readonly string[];
  /** The arguments of the image's entry point, which replace its command. */
  readonly args: readonly string[];
  /** Whether the container uses the network of this machine, which it cannot if the engine runs in a virtual machine. */
  readonly sharesNetwork: boolean;
}

/** The user and group that Lambda runs functions as. */
const LAMBDA_USER = '993:990';

/**
 * The command line for a container with the restrictions of Lambda: its user without privileges, a read-only file system
 * except /tmp, and a limited memory.
 *
 * The values of the variables are those of the client's own environment, so that they are not visible to others who list
 * the processes.
 */
export function containerCommand(engine: Engine, request: ContainerRequest): ProgramCommand {
  const { tag, name, env, memorySizeMB, ephemeralStorageMB, options, args, sharesNetwork } = request;
  return [
    engine.command,
    'run',
    ...['--rm', '--name', name, '--pull', 'never'],
    ...(sharesNetwork ? ['--network', 'host'] : ['--add-host', `${HOST_NAME}:host-gateway`]),
    '--read-only',
    // Podman would make more folders writable.
    ...(engine.name === 'podman' ? ['--read-only-tmpfs=false'] : []),
    ...['--tmpfs', `/tmp:rw,exec,nosuid,nodev,mode=1777,size=${ephemeralStorageMB}m`],
    ...['--user', LAMBDA_USER, '--cap-drop', 'all', '--security-opt', 'no-new-privileges'],
    // The same limit for memory and swap means no swap.
    ...['--memory', `${memorySizeMB}m`, '--memory-swap', `${memorySizeMB}m`],
    ...Object.entries(env).flatMap(([variable, value]) =>
      value === undefined ? [] : ['--env', isReadByEngine(variable) ? `${variable}=${value}` : variable],
    ),
    ...options,
    tag,
    ...args,
  ];
}

/** The environment of the engine's client, which passes on the function's variables. */
export function clientEnvironment(env: NodeJS.ProcessEnv, inherited: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const passedOn = Object.entries(env).filter(([variable]) => !isReadByEngine(variable));
  return { ...inherited, ...Object.fromEntries(passedOn) };
}

/** The command that removes a container, running or not. */
export function removalCommand(engine: Engine, name: string): ProgramCommand {
  // Podman would first wait until the container ends by itself.
  return [engine.command, 'rm', '--force', ...(engine.name === 'podman' ? ['--time', '0'] : []), name];
}

/** The Runtime API's address as seen from the container. */
export function addressInContainer(runtimeApi: string, sharesNetwork: boolean): string {
  return sharesNetwork ? runtimeApi : runtimeApi.replace(/^.*:/, `${HOST_NAME}:`);
}

const HOST_NAME = 'host.docker.internal';

/** Whether the engine's client itself uses a variable, so that the function's value must not be in its environment. */
function isReadByEngine(variable: string): boolean {
  return /^(PATH|HOME|USER|TMPDIR|SHELL|NODE_OPTIONS|GODEBUG|(DOCKER|BUILDKIT|COMPOSE|CONTAINERS?|PODMAN|STORAGE|FINCH|XDG|DBUS|LD|SSH)_.*|.*_PROXY|.*_proxy)$/.test(
    variable,
  );
}
