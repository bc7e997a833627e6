import { type EngineName, type EngineProbe, engineNames, probeEngine } from '../image/engine/engine.ts';
import { tryCommand } from '../image/engine/run-command.ts';
import type { Finding } from './report.ts';

/** Checks for the tools: a container engine (the configured one, or any) and make, which are required, and curl. */
export async function checkTools(configured: EngineName | undefined): Promise<Finding[]> {
  const [engine, make, curl] = await Promise.all([checkEngine(configured), checkTool('make'), checkTool('curl')]);
  return [engine, make, curl.state === 'ok' ? curl : { ...curl, state: 'optional' }];
}

async function checkEngine(configured: EngineName | undefined): Promise<Finding> {
  const names = configured === undefined ? engineNames : [configured];
  const probes = await Promise.all(names.map(probeEngine));
  const working = probes.find((probe) => probe.state === 'works');
  if (working !== undefined) return { state: 'ok', what: working.engine.name, detail: working.version };
  return { state: 'missing', what: configured ?? 'container engine', detail: probes.map(describe).join('; ') };
}

function describe(probe: EngineProbe): string {
  switch (probe.state) {
    case 'works':
      return `${probe.engine.name} works`;
    case 'broken':
      return `${probe.name} is ${probe.reason}`;
    case 'missing':
      return `${probe.name} is not installed`;
  }
}

async function checkTool(name: string): Promise<Finding> {
  const outcome = await tryCommand(name, ['--version']);
  if (outcome === undefined) return { state: 'missing', what: name, detail: 'not installed' };
  // After its version, curl lists the libraries that it was built with.
  return { state: 'ok', what: name, detail: outcome.stdout.split(/ \(|\n/)[0] ?? '' };
}
