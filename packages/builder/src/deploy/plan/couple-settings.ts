import type { LambdaFunctionSettings } from '../kinds/function/function-settings.ts';
import type { DesiredResource, KindName, ResourceState } from '../kinds/kinds.ts';
import { isOurs, mayChange } from '../resource/identity.ts';
import type { ActualResource, TargetIdentity } from '../resource/resource.ts';

/**
 * Adds the desired settings of the function that depend on other resources: the sources to which it reports failed
 * records, and the invoke mode of its URL. They depend on what will exist after the command, whoever made it: on the desired
 * settings of what the command creates and changes, and on the actual settings of everything else.
 *
 * @param kinds the kinds of resources that the command changes; by default, all
 */
export function coupleSettings(
  states: readonly ResourceState[],
  target: TargetIdentity,
  kinds?: readonly KindName[],
): ResourceState[] {
  return states.map((state) => {
    if (state.desired?.kind !== 'function') return state;
    const { mappings = [] } = (state.actual?.settings ?? {}) as Partial<LambdaFunctionSettings>;
    const settings = {
      ...state.desired.settings,
      partialBatchResponse: reportingSources(mappings, after(states, 'mapping', target, kinds)),
      invokeMode:
        after(states, 'function url', target, kinds).map(({ settings }) => textOf(settings.invokeMode))[0] ??
        state.desired.settings.invokeMode,
    };
    return { ...state, desired: { ...state.desired, settings } satisfies DesiredResource };
  });
}

/** A resource as it will be after the command. */
interface After {
  readonly name: string;
  readonly actual: ActualResource | undefined;
  /** Whether it will exist. If not, its settings are empty. */
  readonly isThere: boolean;
  readonly settings: Readonly<Record<string, unknown>>;
}

function after(
  states: readonly ResourceState[],
  kind: KindName,
  target: TargetIdentity,
  kinds: readonly KindName[] | undefined,
): After[] {
  const isInScope = kinds === undefined || kinds.includes(kind);
  return states
    .filter((state) => state.kind === kind)
    .map(({ name, desired, actual }): After => {
      const isChanged =
        isInScope && (actual === undefined || (desired ? mayChange(actual, target) : isOurs(actual, target)));
      const settings = isChanged ? desired?.settings : actual?.settings;
      return { name, actual, isThere: settings !== undefined, settings: { ...settings } };
    });
}

/** The sources of which every mapping to the function will accept a report of failed records. */
function reportingSources(mappings: LambdaFunctionSettings['mappings'] & object, planned: readonly After[]): string[] {
  const known = new Set(planned.map(({ actual }) => actual?.attributes.id));
  const all = [
    ...mappings.filter(({ id }) => !known.has(id)),
    ...planned
      .filter(({ isThere }) => isThere)
      .map(({ name, settings }) => ({ source: name, reports: settings.partialBatchResponse === true })),
  ];
  const sources = new Set(all.map(({ source }) => source));
  return [...sources].filter((each) => all.every(({ source, reports }) => source !== each || reports)).sort();
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
