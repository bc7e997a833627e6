import { spawn } from 'node:child_process';

/**
 * Ends the process group `pid` if this process dies without doing so, even by SIGKILL. A shell waits on a pipe that
 * only this process holds open: the pipe's end is the death. Where there is no `sh`, there is no guard.
 */
export function guardAgainstOrphans(pid: number): { release(): void } {
  const guard = spawn('sh', ['-c', 'read -r _; kill -s KILL -- "-$1"', 'sh', String(pid)], {
    // Ctrl-C reaches the terminal's whole group, and is not for the guard
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.on('error', () => {});
  guard.stdin.on('error', () => {});
  guard.unref();
  return { release: () => guard.kill('SIGKILL') };
}
