import { integer, list, text } from '../keys/key.ts';
import type { KeyProblem } from '../read/problem.ts';
import { checkArn } from '../validate/arn-rules.ts';
import type { SettingsOf, TriggerRules } from './trigger-rules.ts';

/** The keys of a load balancer. */
export const albKeys = {
  listenerArn: text({
    format: 'listener arn',
    env: 'LISTENER_ARN',
    required: true,
    description: "The ARN of the load balancer's listener.",
  }),
  path: list({
    format: 'path pattern',
    env: 'ALB_PATH',
    default: [],
    derived: '`/build`, unless there is a host',
    description:
      'The path or path pattern of the requests that the listener forwards to the function, or a list of them.',
  }),
  host: list({
    format: 'host pattern',
    env: 'ALB_HOST',
    default: [],
    description: 'The host, such as *.example.org, or a list of them. Requests must match both the host and the path.',
  }),
  priority: integer({
    min: 1,
    max: 50_000,
    env: 'RULE_PRIORITY',
    default: 10,
    description: "The rule's priority among the rules of the listener.",
  }),
} as const;

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html */
const MAX_VALUES = 5;
const MAX_WILDCARDS = 5;

/** The path of a trigger with neither a path nor a host. */
const DEFAULT_PATH = '/build';

/** Requests to a load balancer. */
export const alb: TriggerRules<'alb'> = {
  profile: 'alb',
  *errors(trigger, { aws }) {
    yield* checkArn('trigger.listener_arn', trigger.listenerArn, aws);
    yield* checkConditions(trigger);
  },
  claims: ({ priority, listenerArn }) => [
    {
      what: 'rule with',
      name: `priority ${priority} of listener ${listenerArn}`,
      key: 'trigger.priority',
      advice: 'choose another priority',
    },
  ],
};

type Conditions = Pick<SettingsOf<'alb'>, 'path' | 'host'>;

function* checkConditions({ path, host }: Conditions): Iterable<KeyProblem> {
  const names = [...(host.length > 0 ? ['host' as const] : []), ...(path.length > 0 ? ['path' as const] : [])];
  const keys = names.map((name) => `trigger.${name}` as const);
  const where = keys.join(' and ');
  for (const [name, values] of Object.entries({ host, path })) {
    const twice = values.find((value, index) => values.indexOf(value) !== index);
    if (twice === undefined) continue;
    const message = `trigger.${name} has "${twice}" twice: remove one of them`;
    yield { keys: [name === 'host' ? 'trigger.host' : 'trigger.path'], message };
  }
  const values = [...host, ...path];
  const together = keys.length > 1 ? ' together' : '';
  if (values.length > MAX_VALUES) {
    const verb = keys.length > 1 ? 'have' : 'has';
    const message = `${where} ${verb} ${values.length} values${together}: a rule of a load balancer can have ${MAX_VALUES}, so write another trigger`;
    yield { keys, message };
  }
  const wildcards = values.join('').match(/[*?]/g)?.length ?? 0;
  if (wildcards > MAX_WILDCARDS) {
    const verb = keys.length > 1 ? 'have' : 'has';
    const message = `${where} ${verb} ${wildcards} wildcards (* and ?)${together}: a rule of a load balancer can have ${MAX_WILDCARDS}`;
    yield { keys, message };
  }
}

/** The paths that a rule is limited to; none if it is limited to hosts only. */
export function pathsOf({ path, host }: Conditions): readonly string[] {
  return path.length === 0 && host.length === 0 ? [DEFAULT_PATH] : path;
}
