import { cpus, totalmem } from 'node:os';

/** Where and when was measured. */
export function describeMachine(): string {
  const [processor] = cpus();
  const memory = Math.round(totalmem() / 1e9);
  const day = new Date().toISOString().slice(0, 10);
  return `${cpus().length} × ${processor?.model ?? 'unknown'}, ${memory} GB, ${process.platform}, Node ${process.version}, ${day}`;
}
