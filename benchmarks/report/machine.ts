import { cpus, loadavg, totalmem } from 'node:os';

/** Where and when was measured, and how busy the machine was: the benchmark itself makes a load of 1 to 2. */
export function describeMachine(): string {
  const [processor] = cpus();
  const memory = Math.round(totalmem() / 1e9);
  const day = new Date().toISOString().slice(0, 10);
  const [load = 0] = loadavg();
  const what = `${cpus().length} × ${processor?.model ?? 'unknown'}, ${memory} GB, ${process.platform}, Node ${process.version}`;
  return `${what}, load ${load.toFixed(1)}, ${day}`;
}
