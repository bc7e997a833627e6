/** The content of a text that is JSON itself, such as the body of an HTTP response. */
export const PARSED: unique symbol = Symbol('parsed');

/** Where a value is: names of members, and positions in lists. */
export type JsonPath = readonly (string | number | typeof PARSED)[];

const plainName = /^[\p{L}_$][\p{L}\p{N}_$-]*$/u;

/** A path as people write it: `response.items[2].id`, `response["a.b"]`. Parsed texts do not show in it. */
export function formatPath(path: JsonPath): string {
  return path.map((each, index) => formatStep(each, index === 0)).join('');
}

function formatStep(step: JsonPath[number], isFirst: boolean): string {
  if (step === PARSED) return '';
  if (typeof step === 'number') return `[${step}]`;
  if (!plainName.test(step)) return `[${JSON.stringify(step)}]`;
  return isFirst ? step : `.${step}`;
}

/** A step of a pattern: a name or position, any one step (`*`), or any number of them (`**`). */
type PatternStep = { readonly kind: 'exactly'; readonly name: string } | { readonly kind: 'any' | 'many' };

/** A pattern of paths, and of all that is below them. */
export type PathPattern = readonly PatternStep[];

/** A pattern of paths has another form. */
export class PathPatternError extends Error {
  override get name(): string {
    return 'PathPatternError';
  }
}

const stepSyntax =
  /\.?(?<stars>\*{1,2})|\.?(?<name>[\p{L}\p{N}_$-]+)|\[(?:(?<star>\*)|(?<index>\d+)|(?<quoted>"(?:[^"\\]|\\.)*"))\]/uy;

/**
 * Parses a pattern such as `response.createdAt`, `response.items[*].id` or `**.requestId`.
 *
 * @throws {PathPatternError} it is not one
 */
export function parsePattern(text: string): PathPattern {
  const steps: PatternStep[] = [];
  stepSyntax.lastIndex = 0;
  while (stepSyntax.lastIndex < text.length) {
    const { stars, star, name, index, quoted } = stepSyntax.exec(text)?.groups ?? {};
    const exact = name ?? index ?? textIn(quoted);
    if (exact !== undefined) steps.push({ kind: 'exactly', name: exact });
    else if (stars !== undefined || star !== undefined) steps.push({ kind: stars === '**' ? 'many' : 'any' });
    else throw notAPath(text);
  }
  if (steps.length === 0) throw notAPath(text);
  return steps;
}

/** Whether a pattern names this path, or one above it. */
export function matchesPath(pattern: PathPattern, path: JsonPath): boolean {
  return matchesFrom(pattern, 0, path.filter((step) => step !== PARSED).map(String), 0);
}

function matchesFrom(pattern: PathPattern, at: number, path: readonly string[], from: number): boolean {
  const step = pattern[at];
  if (step === undefined) return true;
  if (step.kind === 'many') {
    for (let next = from; next <= path.length; next++) if (matchesFrom(pattern, at + 1, path, next)) return true;
    return false;
  }
  const name = path[from];
  if (name === undefined || (step.kind === 'exactly' && step.name !== name)) return false;
  return matchesFrom(pattern, at + 1, path, from + 1);
}

function textIn(quoted: string | undefined): string | undefined {
  if (quoted === undefined) return undefined;
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return undefined;
  }
}

function notAPath(text: string): PathPatternError {
  return new PathPatternError(
    `"${text}" is not a path: write one as response.createdAt, response.items[*].id or **.requestId`,
  );
}
