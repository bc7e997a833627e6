import { spawn } from 'node:child_process';

/**
 * A detached process leads a process group, which can be signaled as a whole. On Windows, it would get a console window,
 * and outlive this process, whose other children the system ends.
 */
export const HAS_PROCESS_GROUPS: boolean = process.platform !== 'win32';

const SCRIPT = 'read -r _; kill -s KILL -- "-$1"; shift; [ $# -eq 0 ] || exec "$@"';

/**
 * Starts a shell that kills the process group `pid` if this process dies without doing so, even by SIGKILL. If the group
 * is the client of a container, the shell removes the container, too.
 *
 * The shell reads from a pipe that only this process holds open, so the end of the pipe means that this process is dead.
 * Without `sh` on the machine there is no such protection.
 *
 * @param removal the command that removes the container
 */
export function startWatchdog(
  pid: number,
  env: NodeJS.ProcessEnv,
  removal?: readonly string[],
): { stop(): void } | undefined {
  // A `sh` on Windows, such as that of Git, has process ids that differ from those of the system.
  if (!HAS_PROCESS_GROUPS) return undefined;
  const watchdog = spawn('sh', ['-c', SCRIPT, 'sh', String(pid), ...(removal ?? [])], {
    env: removal === undefined ? process.env : env,
    // In a separate process group, because Ctrl-C signals the whole group of the terminal.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watchdog.on('error', () => {});
  watchdog.stdin.on('error', () => {});
  watchdog.unref();
  return { stop: () => watchdog.kill('SIGKILL') };
}
