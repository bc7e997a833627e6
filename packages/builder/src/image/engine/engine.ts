import type { ImageSettings } from '../../config/configuration.ts';
import { EngineError, tryCommand } from './run-command.ts';

/** The name of a container engine. */
export type EngineName = NonNullable<ImageSettings['engine']>;

/** A container engine that works. */
export interface Engine {
  readonly name: EngineName;
  /** The command to run. For Podman, this can be `docker`. */
  readonly command: string;
  /** Whether Docker builds with BuildKit, which adds attestations by default. */
  readonly hasBuildx: boolean;
}

/** The result of checking one engine. */
export type EngineProbe =
  | { readonly state: 'works'; readonly engine: Engine; readonly version: string }
  | { readonly state: 'broken'; readonly name: EngineName; readonly reason: string }
  | { readonly state: 'missing'; readonly name: EngineName };

/** The engines, in the order of preference. */
export const engineNames: readonly EngineName[] = ['docker', 'podman', 'buildah', 'finch'];

/** Checks whether an engine is installed and works. This includes the daemon or the virtual machine that it needs. */
export async function probeEngine(name: EngineName): Promise<EngineProbe> {
  const version = await tryCommand(name, ['--version']);
  if (version === undefined) return { state: 'missing', name };
  if (version.status !== 0) return { state: 'broken', name, reason: `not working: ${lastLine(version.stderr)}` };
  const works = (engine: Engine): EngineProbe => ({ state: 'works', engine, version: version.stdout.trim() });
  if (name === 'docker' && /podman/i.test(version.stdout)) {
    return works({ name: 'podman', command: name, hasBuildx: false });
  }
  if (name === 'buildah' || (name === 'podman' && !needsConnection())) {
    return works({ name, command: name, hasBuildx: false });
  }
  const info = await tryCommand(name, ['info']);
  if (info?.status !== 0) return { state: 'broken', name, reason: `not running: ${lastLine(info?.stderr ?? '')}` };
  const buildx = name === 'docker' ? await tryCommand(name, ['buildx', 'version']) : undefined;
  return works({ name, command: name, hasBuildx: buildx?.status === 0 });
}

/** Whether Podman runs containers in another machine, such as a virtual one, which may not be running. */
function needsConnection(): boolean {
  return process.platform !== 'linux' || Boolean(process.env.CONTAINER_HOST);
}

/**
 * Finds the engine to use: the configured one, or the first that works.
 *
 * @throws {EngineError} no engine works
 */
export async function findEngine(configured: EngineName | undefined): Promise<Engine> {
  const problems: string[] = [];
  for (const name of configured === undefined ? engineNames : [configured]) {
    const probe = await probeEngine(name);
    if (probe.state === 'works') return probe.engine;
    problems.push(`${name} is ${probe.state === 'broken' ? probe.reason : 'not installed'}`);
  }
  throw new EngineError(`no container engine works: ${problems.join('; ')}; install or start one of them`);
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
