/** Judges what libraries have done while they loaded. */
import { packageOf, shorten } from './choose-modules.mjs';
import { harmlessReads, harmlessVariables, listedVariables } from './harmless-reads.mjs';

/**
 * @param events what was recorded, each with its stack
 * @param locate finds the source of a frame: the id of the module, and the line
 * @returns the modules that cannot be in a snapshot, with the reason, and the variables that must not be set at a start,
 * `process.cwd` if the working directory must be the function's folder, or `the time zone` if that must be UTC
 */
export function judgeRecording(events, { locate, mode }) {
  const unfit = new Map();
  const guards = new Set();
  for (const { kind, what, frames } of events) {
    const places = frames.map(locate).filter((place) => place !== undefined);
    const [nearest] = places;
    if (nearest === undefined) continue;
    const name = packageOf(nearest.id);
    // To delete a variable that is not set at a start has no effect.
    const guard = ['reads', 'deletes'].includes(kind) && guardOf(what, name);
    if (guard) guards.add(guard);
    if (guard || harmlessReads[name]?.includes(what)) continue;
    // In mode "everything", the function's own line is what the user can change.
    const own = mode === 'everything' ? places.find(({ id }) => packageOf(id) === undefined) : undefined;
    const { id, line } = own ?? nearest;
    if (unfit.has(id)) continue;
    const who = packageOf(id) ?? 'the function';
    const through = own !== undefined && name !== undefined ? `, through ${name},` : '';
    unfit.set(id, `${who}${through} ${kind} ${what} while it loads (${shorten(id)}:${line})`);
  }
  return { unfit, guards };
}

function guardOf(what, packageName) {
  if (['process.cwd', 'the time zone'].includes(what)) return what;
  if (what === 'process.env') return listedVariables[packageName];
  const variable = what.match(/^process\.env\.(.*)/)?.[1];
  if (variable === undefined) return undefined;
  return harmlessVariables.find((each) =>
    each.endsWith('*') ? variable.startsWith(each.slice(0, -1)) : each === variable,
  );
}
