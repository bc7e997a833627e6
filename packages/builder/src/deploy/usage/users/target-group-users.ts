import { listListenerRules } from '../../kinds/load-balancer/listener-rule.ts';
import { listListeners } from '../../kinds/load-balancer/target-group.ts';
import { isOurs, ownerOf } from '../../resource/identity.ts';
import type { FindUsers } from './user.ts';

/** The rules of listeners that forward to a target group, except for ours, which go before it. */
export const targetGroupUsers: FindUsers = async (target, { name, actual }) => {
  const { aws } = target;
  const { arn = '' } = actual.attributes;
  const listeners = await listListeners(aws, name);
  const lists = await Promise.all(
    listeners.map(async (listener) => {
      const rules = await listListenerRules(aws, listener);
      return rules
        .filter(
          ({ rule, tags }) =>
            JSON.stringify(rule.Actions ?? []).includes(arn) && !isOurs({ owner: ownerOf(tags) }, target),
        )
        .map(({ rule }) => ({ description: `listener rule ${rule.RuleArn}` }));
    }),
  );
  return lists.flat();
};
