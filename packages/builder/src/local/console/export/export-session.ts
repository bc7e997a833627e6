import { homedir } from 'node:os';
import { version } from '../../../package-files.ts';
import type { ProjectFunction } from '../../project/project-function.ts';
import { parseExactJson } from '../../record/compare/exact-json.ts';
import type { HistoryEntry } from '../../record/history.ts';
import { type ControlledEmulator, JsonText } from '../routes/api-route.ts';
import { invocationJson } from '../routes/invocation-json.ts';
import { isSecretName, SecretMask } from './mask-secrets.ts';

/** How many characters of invocations an export has, besides those that are pinned. */
export const MAX_EXPORTED_LENGTH: number = 8 * 1024 * 1024;
/** How many of the last events it has. */
const MAX_EVENTS = 1000;

/**
 * A session as one file of JSON, to attach to a bug report: what runs where, the last events, and the invocations, newest
 * first. It has no values of variables, and secrets are masked, as far as they can be recognized.
 */
export function exportSession({ project, events }: ControlledEmulator): JsonText {
  const { functions, clock, faults, history } = project;
  const mask = new SecretMask(functions.flatMap(secretsOf));
  const jsonOf = (value: unknown) => withoutHome(JSON.stringify(mask.value(parseExactJson(JSON.stringify(value)))));
  const { now, skipped, nextDue } = clock;
  const { invocations, omitted } = select(history.list({ limit: Infinity }), (entry) =>
    withoutHome(JSON.stringify(mask.value(parseExactJson(invocationJson(entry))))),
  );
  const head = jsonOf({
    createdAt: new Date().toISOString(),
    versions: { builder: version(), node: process.version, platform: process.platform, arch: process.arch },
    clock: { now, skipped, nextDue },
    faults: faults.inForce,
    functions: functions.map(describeFunction),
    omittedInvocations: omitted,
    events: events.recent(MAX_EVENTS),
  });
  return new JsonText(`${head.slice(0, -1)},"invocations":[${invocations.join(',\n')}]}`);
}

/** The pinned ones, and as many of the others as there is room for, newest first. */
function select(
  entries: readonly HistoryEntry[],
  jsonOf: (entry: HistoryEntry) => string,
): { readonly invocations: readonly string[]; readonly omitted: number } {
  const invocations: string[] = [];
  let room = MAX_EXPORTED_LENGTH;
  for (const entry of entries) {
    // What is far too large need not be read.
    if (!entry.isPinned && entry.bytes > room) continue;
    const json = jsonOf(entry);
    if (!entry.isPinned && json.length > room) continue;
    if (!entry.isPinned) room -= json.length;
    invocations.push(json);
  }
  return { invocations, omitted: entries.length - invocations.length };
}

function describeFunction({ key, setup, settings, reloader }: ProjectFunction): object {
  const { options, variables } = reloader.loaded;
  const { functionName, memorySizeMB, timeoutMs, concurrency, instances, isSnapStart } = settings;
  return {
    key,
    functionName,
    memorySizeMB,
    timeoutMs,
    concurrency,
    instances,
    isSnapStart,
    handler: options.handler,
    command: options.command,
    image: options.image,
    source: options.source,
    environment: Object.keys(variables),
    triggers: setup.triggers,
  };
}

/** The values of its variables that are secrets by their names, and the credentials that the emulator passes on. */
function secretsOf({ reloader }: ProjectFunction): string[] {
  const all = { ...process.env, ...reloader.loaded.variables };
  return Object.entries(all).flatMap(([name, value = '']) => (isSecretName(name) ? [value] : []));
}

/** The name of the user is in the path of the home folder. */
function withoutHome(json: string): string {
  const home = JSON.stringify(homedir()).slice(1, -1);
  return home.length > 1 ? json.replaceAll(home, '~') : json;
}
