import { style } from '../../../terminal/style.ts';
import { visibleText } from '../../../terminal/text/visible-text.ts';
import type { JsonDifference } from './compare-json.ts';
import type { ExactJson } from './exact-json.ts';
import { formatPath } from './json-path.ts';

/** A value is shown up to this length. */
const MAX_LENGTH = 500;

/** A difference in the output of commands and of the API. */
export interface DescribedDifference {
  readonly path: string;
  /** The earlier value; undefined if there was none. */
  readonly before?: ExactJson | undefined;
  /** The later value; undefined if there is none. */
  readonly after?: ExactJson | undefined;
}

/** Differences for programs. */
export function differencesAsJson(differences: readonly JsonDifference[]): DescribedDifference[] {
  return differences.map(({ path, ...values }) => ({ path: formatPath(path), ...values }));
}

/** Differences as lines of text: each path, with the earlier value after `-` and the later one after `+`. */
export function describeDifferences(
  differences: readonly DescribedDifference[],
  stream: NodeJS.WritableStream,
): string[] {
  return differences.flatMap(({ path, before, after }) => [
    visibleText(path),
    ...(before === undefined ? [] : [style('error', `  - ${shown(before)}`, stream)]),
    ...(after === undefined ? [] : [style('success', `  + ${shown(after)}`, stream)]),
  ]);
}

function shown(value: ExactJson): string {
  const text = visibleText(JSON.stringify(value));
  return text.length <= MAX_LENGTH ? text : `${text.slice(0, MAX_LENGTH)}… (${text.length} characters)`;
}
