import type { ImageSettings } from '../config/configuration.ts';
import { EngineError, tryCommand } from './run-command.ts';

/** The name of a container engine. */
export type EngineName = NonNullable<ImageSettings['engine']>;

/** A container engine that is there and works. */
export interface Engine {
  readonly name: EngineName;
  /** The command: where podman answers to `docker`, that. */
  readonly command: string;
  /** Docker builds with BuildKit, which adds attestations unless it is told not to. */
  readonly hasBuildx: boolean;
}

/** What was found of an engine: it works, or why it doesn't. */
export type EngineProbe =
  | { readonly state: 'works'; readonly engine: Engine; readonly version: string }
  | { readonly state: 'broken'; readonly name: EngineName; readonly reason: string }
  | { readonly state: 'missing'; readonly name: EngineName };

/** The engines, in the order of preference. */
export const engineNames: readonly EngineName[] = ['docker', 'podman', 'buildah', 'finch'];

/** Asks an engine whether it is there and works: with Docker and Finch, whether their machine is running, too. */
export async function probeEngine(name: EngineName): Promise<EngineProbe> {
  const version = await tryCommand(name, ['--version']);
  if (version === undefined) return { state: 'missing', name };
  if (version.status !== 0) return { state: 'broken', name, reason: version.stderr.trim() };
  const works = (engine: Engine): EngineProbe => ({ state: 'works', engine, version: version.stdout.trim() });
  if (name === 'docker' && /podman/i.test(version.stdout))
    return works({ name: 'podman', command: name, hasBuildx: false });
  if (name === 'podman' || name === 'buildah') return works({ name, command: name, hasBuildx: false });
  const info = await tryCommand(name, ['info']);
  if (info?.status !== 0) return { state: 'broken', name, reason: `not running: ${lastLine(info?.stderr ?? '')}` };
  const buildx = name === 'docker' ? await tryCommand(name, ['buildx', 'version']) : undefined;
  return works({ name, command: name, hasBuildx: buildx?.status === 0 });
}

/**
 * The engine to build with: the one that is wanted, else the first that works.
 *
 * @throws EngineError where there is none.
 */
export async function findEngine(wanted: EngineName | undefined): Promise<Engine> {
  const problems: string[] = [];
  for (const name of wanted === undefined ? engineNames : [wanted]) {
    const probe = await probeEngine(name);
    if (probe.state === 'works') return probe.engine;
    problems.push(`${name} is ${probe.state === 'broken' ? probe.reason : 'not installed'}`);
  }
  throw new EngineError(`no container engine to build with: ${problems.join('; ')}`);
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
