import { readFileSync } from 'node:fs';

/** The most memory that a process has had, in MB; undefined where the operating system doesn't tell (all but Linux). */
export function peakMemory(pid: number): number | undefined {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? undefined : Math.ceil(Number(kilobytes) / 1024);
  } catch {
    // no such system, or the process is gone: a figure less in the report
    return undefined;
  }
}
