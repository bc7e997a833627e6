import type { KindName } from './kinds/kinds.ts';
import type { PartStep } from './plan/plan-parts.ts';
import { functionOf } from './plan/plan-report.ts';
import { type Attributes, idOf } from './resource/resource.ts';

/** Where something can be reached, by what it is: `function url of api`. */
type Addresses = Readonly<Record<string, string>>;

/** The addresses to use after a deployment: of the image that was pushed, of the functions' URLs, and of the HTTP API. */
export function addressesAfter(steps: readonly PartStep[], known: ReadonlyMap<string, Attributes>): Addresses {
  return addressesOf(steps, ['image', 'function url', 'http api'], ({ step }) => known.get(idOf(step)));
}

/** The address that all functions share now: that of the HTTP API. */
export function currentAddresses(steps: readonly PartStep[]): Addresses {
  return addressesOf(steps, ['http api'], ({ step }) => ('actual' in step ? step.actual.attributes : undefined));
}

function addressesOf(
  steps: readonly PartStep[],
  kinds: readonly KindName[],
  attributesOf: (step: PartStep) => Attributes | undefined,
): Addresses {
  const addresses = steps.flatMap((each): [string, string][] => {
    const { step, part } = each;
    const { uri, url } = (kinds.includes(step.kind) && attributesOf(each)) || {};
    const address = uri ?? url;
    const owner = functionOf(part).function;
    return address === undefined ? [] : [[owner === undefined ? step.kind : `${step.kind} of ${owner}`, address]];
  });
  return Object.fromEntries(addresses);
}

/** One line for each address. */
export function describeAddresses(addresses: Addresses): string {
  return Object.entries(addresses)
    .map(([what, address]) => `${what}: ${address}\n`)
    .join('');
}
