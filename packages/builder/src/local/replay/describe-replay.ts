import { MAIN_FUNCTION } from '../../config/configuration.ts';
import { type StyleName, style } from '../../terminal/style.ts';
import { visibleText } from '../../terminal/text/visible-text.ts';
import { describeDifferences } from '../record/compare/describe-differences.ts';
import type { ReplayStatus } from './replay.ts';
import type { PrintedResult } from './run-replays.ts';

/** How many replays have each status. */
export type StatusCounts = Readonly<Record<ReplayStatus | 'updated', number>>;

/** How a replay is shown. */
export interface ReplayView {
  /** With the values that differ, instead of only their paths. */
  readonly diff: boolean;
  /** With its response, because there is no other one. */
  readonly isOnly: boolean;
}

const styles: Readonly<Record<ReplayStatus | 'updated', StyleName>> = {
  same: 'success',
  succeeded: 'success',
  updated: 'success',
  differs: 'error',
  failed: 'error',
};
const WIDTH = Math.max(...Object.keys(styles).map((each) => each.length));

/** A replay as lines of text. */
export function describeReplay(
  result: PrintedResult,
  { diff, isOnly }: ReplayView,
  stream: NodeJS.WritableStream,
): string[] {
  const { of, function: key, differences, updated, response, error } = result;
  const status = updated ? 'updated' : result.status;
  const where = key === MAIN_FUNCTION ? '' : ` (${key})`;
  const paths = diff || differences.length === 0 ? '' : `: ${differences.map(({ path }) => path).join(', ')}`;
  return [
    `${style(styles[status], status.padEnd(WIDTH), stream)} ${visibleText(`${of}${where}${paths}`)}`,
    ...(diff ? describeDifferences(differences, stream).map((line) => `  ${line}`) : []),
    ...(!diff && isOnly && response !== undefined ? [visibleText(`response: ${JSON.stringify(response)}`)] : []),
    ...(!diff && error !== undefined ? [visibleText(`error: ${JSON.stringify(error)}`)] : []),
  ];
}

/** The numbers in words: `2 same, 1 differs`. */
export function describeStatuses(counts: StatusCounts): string {
  const words = Object.entries(counts).flatMap(([status, count]) => {
    if (count === 0) return [];
    return [`${count} ${status === 'differs' && count > 1 ? 'differ' : status}`];
  });
  return words.join(', ') || 'there is nothing to replay';
}
