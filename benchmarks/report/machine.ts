import { cpus, loadavg, totalmem } from 'node:os';

/** The machine, the date, and the machine's load; the benchmark itself causes a load of 1 to 2. */
export function describeMachine(): string {
  const [processor] = cpus();
  const memory = Math.round(totalmem() / 1e9);
  const day = new Date().toISOString().slice(0, 10);
  const [load = 0] = loadavg();
  const what = `${cpus().length} × ${processor?.model ?? 'unknown'}, ${memory} GB, ${process.platform}, Node ${process.version}`;
  return `${what}, load ${load.toFixed(1)}, ${day}`;
}
