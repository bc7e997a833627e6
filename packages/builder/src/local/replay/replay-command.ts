import { ExpectedError, UsageError } from '../../terminal/expected-error.ts';
import { printJson } from '../../terminal/print-json.ts';
import type { ListedInvocation } from '../console/routes/invocation-json.ts';
import { describeReplay, describeStatuses, type StatusCounts } from './describe-replay.ts';
import { replayClient } from './replay-client.ts';
import { type ReplayTarget, targetOf } from './replay-target.ts';
import { lastTargets, type PrintedResult, runReplays, saveEvent } from './run-replays.ts';

/** The options of the command. */
export interface ReplayCommandOptions {
  readonly directory: string;
  readonly configFile?: string | undefined;
  readonly stage?: string | undefined;
  readonly function?: string | undefined;
  readonly port?: number | undefined;
  readonly last?: number | undefined;
  readonly diff?: boolean | undefined;
  readonly ignore?: readonly string[] | undefined;
  readonly update?: boolean | undefined;
  readonly save?: string | undefined;
  readonly pin?: boolean | undefined;
  readonly unpin?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** A response differs, or a function failed. */
export class ReplayDiffersError extends ExpectedError {
  override get name(): string {
    return 'ReplayDiffersError';
  }
}

/**
 * Does what `alr-builder replay` is asked to do.
 *
 * @throws {ReplayDiffersError} a response differs from the earlier one, or there is none and the function failed
 * @throws {UsageError} the options contradict each other
 */
export async function runReplayCommand(
  words: readonly string[],
  options: ReplayCommandOptions,
  output: NodeJS.WritableStream,
): Promise<void> {
  checkOptions(words, options);
  const { directory, port, json = false, save, pin, unpin, last } = options;
  const client = replayClient({ directory, port });
  const targets = (words.length === 0 && last === undefined ? ['last'] : words).map(targetOf);
  if (save !== undefined) {
    const path = await saveEvent(client, onlyInvocation(targets, '--save'), directory, save);
    if (json) printJson(output, { path });
    else output.write(`saved ${path}\n`);
  } else if (pin || unpin) {
    const pinned: ListedInvocation[] = [];
    for (const target of targets) {
      const selector = selectorOf(target, pin ? '--pin' : '--unpin');
      pinned.push(await client.pin(selector, pin ? (options.ignore ?? []) : undefined));
    }
    if (json) printJson(output, { invocations: pinned });
    else for (const each of pinned) output.write(`${pin ? 'pinned' : 'released'} ${each.requestId}\n`);
  } else {
    await replayAll(last === undefined ? targets : await lastTargets(client, last), options, output);
  }
}

async function replayAll(
  targets: readonly ReplayTarget[],
  options: ReplayCommandOptions,
  output: NodeJS.WritableStream,
): Promise<void> {
  const { directory, port, configFile, stage, function: name, ignore = [], update = false } = options;
  const { json = false, diff = false } = options;
  const results: PrintedResult[] = [];
  const running = runReplays(targets, {
    emulator: { directory, port },
    local: { directory, configFile, stage, function: name },
    ignore,
    update,
  });
  for await (const result of running) {
    results.push(result);
    const shown = { diff, isOnly: targets.length === 1 };
    if (!json) for (const line of describeReplay(result, shown, output)) output.write(`${line}\n`);
  }
  const counts = countsOf(results);
  if (json) printJson(output, { results, ...counts });
  const text = describeStatuses(counts);
  if (counts.differs + counts.failed > 0) throw new ReplayDiffersError(text);
  if (!json) output.write(`${text}\n`);
}

function countsOf(results: readonly PrintedResult[]): StatusCounts {
  const count = (status: PrintedResult['status']) =>
    results.filter((each) => each.status === status && !each.updated).length;
  return {
    same: count('same'),
    differs: count('differs'),
    succeeded: count('succeeded'),
    failed: count('failed'),
    updated: results.filter(({ updated }) => updated).length,
  };
}

/** @throws {UsageError} they contradict each other */
function checkOptions(words: readonly string[], { last, save, pin, unpin, update, diff }: ReplayCommandOptions): void {
  const instead = [save !== undefined && '--save', pin && '--pin', unpin && '--unpin'].filter((each) => each);
  if (instead.length > 1) throw new UsageError(`${instead.join(' and ')} exclude each other: remove one of them`);
  const [other] = instead;
  if (other && (update || diff))
    throw new UsageError(`${other} replays nothing: remove ${update ? '--update' : '--diff'}`);
  if (last === undefined) return;
  if (words.length > 0) throw new UsageError('--last is instead of an invocation or a file: remove one of them');
  if (other) throw new UsageError(`${other} is for an invocation: name it instead of --last, such as last~1`);
  if (update) throw new UsageError('--update is for files: name them instead of --last');
}

/** @throws {UsageError} there are several, or it is a file */
function onlyInvocation(targets: readonly ReplayTarget[], option: string): string {
  const [first, ...others] = targets;
  if (first === undefined || others.length > 0) throw new UsageError(`${option} is for one invocation`);
  return selectorOf(first, option);
}

/** @throws {UsageError} it is a file */
function selectorOf(target: ReplayTarget, option: string): string {
  if (target.kind === 'invocation') return target.selector;
  throw new UsageError(`${option} is for an invocation of the emulator, but ${target.path} is a file`);
}
