import { ClientProcess } from '../clients/client-process.ts';
import type { Program } from '../clients/program.ts';
import type { EventKind } from '../server/event.ts';
import type { ServerProcess } from '../server/server-process.ts';

/** The cost of a start, in milliseconds and MB. */
export interface Start {
  /** From the spawn of the process to the arrival of its first request for an event, or of its first response. */
  readonly wall: number;
  readonly cpu: number;
  readonly memory: number;
}

/** The cost of a start to the first response, and the response. */
export interface Response extends Start {
  readonly response: string;
}

/** Starts a program, waits for its first GET /next, and ends it. */
export async function startOnce(server: ServerProcess, program: Program): Promise<Start> {
  await server.reset();
  await using client = new ClientProcess(program, server.address);
  const arrivedAt = await client.whileRunning(server.awaitNext());
  const { cpu, memory } = client.usage();
  return { wall: arrivedAt - client.spawnedAt, cpu, memory };
}

/** Starts a program, waits for its response to an event, and ends it. */
export async function respondOnce(
  server: ServerProcess,
  program: Program,
  event: EventKind = { kind: 'payload', bytes: 300 },
): Promise<Response> {
  await server.reset();
  const report = server.run({ event, invocations: 1, concurrency: 1 });
  await using client = new ClientProcess(program, server.address);
  const { endedAt, response } = await client.whileRunning(report);
  const { cpu, memory } = client.usage();
  return { wall: endedAt - client.spawnedAt, cpu, memory, response };
}
