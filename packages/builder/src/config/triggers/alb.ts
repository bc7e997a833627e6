import { integer, text } from '../keys/key.ts';
import { checkArn } from '../validate/arn-rules.ts';
import type { TriggerRules } from './trigger-rules.ts';

/** The keys of a load balancer. */
export const albKeys = {
  listenerArn: text({
    format: 'listener arn',
    env: 'LISTENER_ARN',
    required: true,
    description: "The ARN of the load balancer's listener.",
  }),
  path: text({
    format: 'path pattern',
    env: 'ALB_PATH',
    default: '/build',
    description: 'The path, or path pattern, of the requests that the listener forwards to the function.',
  }),
  priority: integer({
    min: 1,
    max: 50_000,
    env: 'RULE_PRIORITY',
    default: 10,
    description: "The rule's priority among the rules of the listener.",
  }),
} as const;

/** Requests to a load balancer. */
export const alb: TriggerRules<'alb'> = {
  profile: 'alb',
  errors: ({ listenerArn }, { aws }) => checkArn('trigger.listener_arn', listenerArn, aws),
  claims: ({ priority, listenerArn }) => [
    {
      what: 'rule with',
      name: `priority ${priority} of listener ${listenerArn}`,
      key: 'trigger.priority',
      advice: 'choose another priority',
    },
  ],
};
