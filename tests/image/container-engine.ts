import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** An engine that can build images and run them, and the options with which it does so here. */
export interface ContainerEngine {
  readonly command: string;
  readonly buildOptions: readonly string[];
  readonly runOptions: readonly string[];
}

/** The first engine that works; undefined where there is none. */
export function findContainerEngine(): ContainerEngine | undefined {
  const command = ['docker', 'podman', 'finch'].find((name) => spawnSync(name, ['info']).status === 0);
  if (command === undefined) return undefined;
  // As root, podman asks for more than a container that it runs in itself may have: limits, networks, namespaces.
  const isNested = command === 'podman' && process.getuid?.() === 0;
  const limits = isNested ? ['--ulimit=nofile=1024:1024', '--ulimit=nproc=1024:1024'] : [];
  return {
    command,
    buildOptions: [...limits, ...(isNested ? ['--isolation=chroot', '--network=host', ...certificates()] : [])],
    runOptions: limits,
  };
}

/** Where this machine has certificates of its own, npm needs them inside of a build as it does outside. */
function certificates(): string[] {
  const file = process.env.NODE_EXTRA_CA_CERTS;
  if (file === undefined) return [];
  const npmrc = join(mkdtempSync(join(tmpdir(), 'alr-npmrc-')), 'npmrc');
  writeFileSync(npmrc, 'cafile=/run/extra-ca.crt\n');
  return [`--volume=${file}:/run/extra-ca.crt:ro`, `--volume=${npmrc}:/usr/local/etc/npmrc:ro`];
}
