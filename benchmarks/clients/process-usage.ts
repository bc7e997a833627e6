import { readdirSync, readFileSync } from 'node:fs';

/** What a process has taken of the machine so far. */
export interface Usage {
  /** Time on a processor, of all its threads, in milliseconds. */
  readonly cpu: number;
  /** Memory now (resident set), in MB of 10^6 bytes. */
  readonly memory: number;
  /** The most memory that it ever had. */
  readonly peakMemory: number;
}

/**
 * Reads what a running process has taken, from Linux's /proc: nothing is loaded into the process, so measuring it
 * doesn't change it. `schedstat` counts nanoseconds, where the better known `stat` counts hundredths of a second.
 */
export function usageOf(pid: number): Usage {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return { cpu: cpuTime(pid), memory: memory(status, 'VmRSS'), peakMemory: memory(status, 'VmHWM') };
}

function cpuTime(pid: number): number {
  let nanoseconds = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    nanoseconds += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ', 1)[0]);
  }
  return nanoseconds / 1e6;
}

function memory(status: string, field: string): number {
  const kibibytes = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
  if (kibibytes === undefined) throw new Error(`/proc/PID/status has no ${field}:\n${status}`);
  return (Number(kibibytes) * 1024) / 1e6;
}
