import { ClientProcess } from '../clients/client-process.ts';
import type { Program } from '../clients/program.ts';
import type { ServerProcess } from '../server/server-process.ts';

/** The cost of a start, in milliseconds and MB. */
export interface Start {
  /** From the spawn of the process to the arrival of its first GET /next. */
  readonly wall: number;
  readonly cpu: number;
  readonly memory: number;
}

/** Starts a program, waits for its first GET /next, and ends it. */
export async function startOnce(server: ServerProcess, program: Program): Promise<Start> {
  await server.reset();
  await using client = new ClientProcess(program, server.address);
  const arrivedAt = await client.whileRunning(server.awaitNext());
  const { cpu, memory } = client.usage();
  return { wall: arrivedAt - client.spawnedAt, cpu, memory };
}
