import { readdirSync, readFileSync } from 'node:fs';

/** The processor time and memory that a process has used so far. */
export interface Usage {
  /** The processor time of all its threads, in milliseconds. */
  readonly cpu: number;
  /** The current resident set, in MB of 10^6 bytes. */
  readonly memory: number;
  /** The largest resident set so far. */
  readonly peakMemory: number;
}

/**
 * Reads the usage of a running process from Linux's /proc. Nothing is loaded into the process, so measuring does not
 * change it. `schedstat` counts nanoseconds; the better known `stat` counts hundredths of a second.
 */
export function usageOf(pid: number): Usage {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return { cpu: cpuTime(pid), memory: memory(status, 'VmRSS'), peakMemory: memory(status, 'VmHWM') };
}

function cpuTime(pid: number): number {
  let nanoseconds = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    nanoseconds += threadTime(`/proc/${pid}/task/${thread}/schedstat`);
  }
  return nanoseconds / 1e6;
}

/** @returns 0 for a thread that has just ended */
function threadTime(path: string): number {
  try {
    return Number(readFileSync(path, 'utf8').split(' ', 1)[0]);
  } catch (error) {
    // ESRCH: the thread has ended between opening the file and reading it.
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return 0;
    throw error;
  }
}

function memory(status: string, field: string): number {
  const kibibytes = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
  if (kibibytes === undefined) throw new Error(`/proc/PID/status has no ${field}:\n${status}`);
  return (Number(kibibytes) * 1024) / 1e6;
}
