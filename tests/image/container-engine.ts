import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A container engine, and the options of builds that it needs on this machine. */
export interface ContainerEngine {
  readonly command: 'docker' | 'podman' | 'finch';
  readonly buildOptions: readonly string[];
}

/** Finds the first engine that works; undefined if there is none. Podman in a container gets other settings. */
export function findContainerEngine(): ContainerEngine | undefined {
  const command = (['docker', 'podman', 'finch'] as const).find((name) => spawnSync(name, ['info']).status === 0);
  if (command === undefined) return undefined;
  const isNested = command === 'podman' && process.getuid?.() === 0;
  if (isNested) process.env.CONTAINERS_CONF ??= settingsOfNested();
  return { command, buildOptions: isNested ? ['--isolation=chroot', '--network=host', ...certificates()] : [] };
}

/**
 * As root, podman requests limits that it may not have if it runs in a container itself. The settings are also for what
 * `alr-builder` runs.
 */
function settingsOfNested(): string {
  const file = join(mkdtempSync(join(tmpdir(), 'alr-podman-')), 'containers.conf');
  writeFileSync(file, '[containers]\ndefault_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]\n');
  return file;
}

/** If this machine has additional certificates, npm needs them in a build too. */
function certificates(): string[] {
  const file = process.env.NODE_EXTRA_CA_CERTS;
  if (file === undefined) return [];
  const npmrc = join(mkdtempSync(join(tmpdir(), 'alr-npmrc-')), 'npmrc');
  writeFileSync(npmrc, 'cafile=/run/extra-ca.crt\n');
  return [`--volume=${file}:/run/extra-ca.crt:ro`, `--volume=${npmrc}:/usr/local/etc/npmrc:ro`];
}
