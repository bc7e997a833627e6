import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A container engine, and the options that it needs on this machine. */
export interface ContainerEngine {
  readonly command: 'docker' | 'podman' | 'finch';
  readonly buildOptions: readonly string[];
  readonly runOptions: readonly string[];
}

/** Finds the first engine that works; undefined if there is none. */
export function findContainerEngine(): ContainerEngine | undefined {
  const command = (['docker', 'podman', 'finch'] as const).find((name) => spawnSync(name, ['info']).status === 0);
  if (command === undefined) return undefined;
  // As root, podman requests limits, networks and namespaces that it may not have if it runs in a container itself.
  const isNested = command === 'podman' && process.getuid?.() === 0;
  const limits = isNested ? ['--ulimit=nofile=1024:1024', '--ulimit=nproc=1024:1024'] : [];
  return {
    command,
    buildOptions: [...limits, ...(isNested ? ['--isolation=chroot', '--network=host', ...certificates()] : [])],
    runOptions: limits,
  };
}

/** If this machine has additional certificates, npm needs them in a build too. */
function certificates(): string[] {
  const file = process.env.NODE_EXTRA_CA_CERTS;
  if (file === undefined) return [];
  const npmrc = join(mkdtempSync(join(tmpdir(), 'alr-npmrc-')), 'npmrc');
  writeFileSync(npmrc, 'cafile=/run/extra-ca.crt\n');
  return [`--volume=${file}:/run/extra-ca.crt:ro`, `--volume=${npmrc}:/usr/local/etc/npmrc:ro`];
}
