import type { Trigger } from '../../config/configuration.ts';
import type { FrontKind } from '../front/gateway/gateway.ts';

/** What triggers for requests are called as fronts. */
export const fronts: { readonly [Type in Trigger['type']]?: FrontKind } = {
  url: 'url',
  'http-api': 'http-api',
  alb: 'alb',
};

/** What HTTP requests reach a function through in AWS: its first trigger for requests; undefined if it has none. */
export function frontOfTriggers(triggers: readonly Pick<Trigger, 'type'>[]): FrontKind | undefined {
  return triggers.map(({ type }) => fronts[type]).find((front) => front !== undefined);
}
