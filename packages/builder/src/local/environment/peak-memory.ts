import { readFileSync } from 'node:fs';

/** The peak memory of a process so far, in MB. Undefined except on Linux, and after the process has ended. */
export function peakMemoryMB(pid: number | undefined): number | undefined {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? undefined : Math.ceil(Number(kilobytes) / 1024);
  } catch {
    return undefined;
  }
}
