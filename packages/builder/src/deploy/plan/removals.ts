import { kindOrder, type ResourceState } from '../kinds/kinds.ts';
import { isOurs } from '../resource/identity.ts';
import type { TargetIdentity } from '../resource/resource.ts';
import type { Removal } from '../usage/users/user.ts';
import { wholeOf } from './plan.ts';

/**
 * Lists the resources of a project in the order of removal: the reverse order of creation, and within a kind those with
 * a former name first. Former roles go before the function, because only its tags lead to them: if a teardown fails
 * halfway, the next one has to find the rest.
 *
 * @param isRetired whether the function itself is no longer configured, so that all of its roles are former ones
 */
export function removalsOf(
  states: readonly ResourceState[],
  target: Pick<TargetIdentity, 'identity'>,
  isRetired = false,
): Removal[] {
  const ours = states
    .filter(({ desired, actual }) => isOurs(actual, target) && !desired?.isExisting)
    .filter((state) => wholeOf(state) === undefined)
    .reverse()
    .toSorted(
      (a, b) => kindOrder.indexOf(b.kind) - kindOrder.indexOf(a.kind) || Number(isDesired(a)) - Number(isDesired(b)),
    );
  const formerRoles = ours.filter((each) => each.kind === 'role' && !isDesired(each));
  const others = ours.filter((each) => !formerRoles.includes(each));
  const isFunction = ({ kind }: ResourceState) => kind === 'function';
  const first = others.findIndex((each) => isFunction(each) && (isRetired || isDesired(each)));
  return others
    .toSpliced(first === -1 ? others.length : first, 0, ...formerRoles)
    .flatMap(({ kind, name, actual }) => (actual === undefined ? [] : [{ kind, name, actual }]));
}

function isDesired({ desired }: ResourceState): boolean {
  return desired !== undefined;
}
