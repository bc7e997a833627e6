import {
  EventBridgeClient,
  EventBridgeServiceException,
  ListTargetsByRuleCommand,
  PutTargetsCommand,
  type PutTargetsResultEntry,
  RemoveTargetsCommand,
  type RetryPolicy,
  type Target,
} from '@aws-sdk/client-eventbridge';
import { undefinedIfNotFound } from '../../../aws/not-found.ts';
import { changeShared } from '../../../aws/retrying-client.ts';
import { mayBeOurs } from '../../resource/identity.ts';
import { entryId, formerEntryId } from '../../resource/ids.ts';
import type { ActualResource, DeploymentTarget, Kind } from '../../resource/resource.ts';
import { readFunctionOwner } from '../function/function-tags.ts';
import { ruleKey } from './rule.ts';

/** The target that a rule invokes. */
export interface RuleTargetSettings {
  /** The ARN of the function or of its alias. */
  readonly function: string;
  /** What replaces the event: a text, a path or a template; null: nothing. */
  readonly input: TargetInput | null;
  /** How often, and for how long, a failed delivery is retried; null: as AWS does by default. */
  readonly retryPolicy: RetryPolicy | null;
  /** The ARN of the queue for events that could not be delivered; null: none. */
  readonly deadLetterQueue: string | null;
}

/** The parts of a target that replace the event. */
type TargetInput = Pick<Target, 'Input' | 'InputPath' | 'InputTransformer'>;

/** Our target of a rule, which may have targets of others. The resource's name is that of the rule. */
export const ruleTarget: Kind<RuleTargetSettings> = {
  async read(target, rule): Promise<ActualResource<RuleTargetSettings> | undefined> {
    const entry = await findTarget(target, rule);
    if (entry === undefined) return undefined;
    const settings = {
      function: entry.Arn ?? '',
      input: inputOf(entry),
      retryPolicy: entry.RetryPolicy ?? null,
      deadLetterQueue: entry.DeadLetterConfig?.Arn ?? null,
    };
    const isFormer = entry.Id !== entryId(target.identity);
    const owner = isFormer ? await readFunctionOwner(target, entry.Arn) : target.identity;
    return { owner, settings, attributes: { id: entry.Id ?? '' } };
  },

  async create(target, rule, settings) {
    return put(target, rule, settings);
  },

  async update(target, rule, settings) {
    return put(target, rule, settings);
  },

  async remove({ aws, identity }, rule, { attributes }) {
    const remove = new RemoveTargetsCommand({ ...targetKey(rule), Ids: [attributes.id ?? entryId(identity)] });
    await changeShared(aws, async () => {
      checkFailedEntries((await aws.client(EventBridgeClient).send(remove)).FailedEntries);
    });
  },
};

/** Finds our target: by its id, or by the id that version 1.0 gave it if it invokes a function of ours. */
async function findTarget(target: DeploymentTarget, rule: string): Promise<Target | undefined> {
  const { identity } = target;
  const all = await listTargets(target, rule);
  const ours = all.find(({ Id }) => Id === entryId(identity));
  if (ours !== undefined) return ours;
  const former = all.find(({ Id }) => Id === formerEntryId(identity.project, 64));
  const owner = former && (await readFunctionOwner(target, former.Arn));
  return mayBeOurs({ owner }, target) ? former : undefined;
}

async function listTargets({ aws }: DeploymentTarget, rule: string): Promise<Target[]> {
  const targets: Target[] = [];
  let NextToken: string | undefined;
  do {
    const list = new ListTargetsByRuleCommand({ ...targetKey(rule), NextToken });
    const page = await undefinedIfNotFound(aws.client(EventBridgeClient).send(list));
    targets.push(...(page?.Targets ?? []));
    NextToken = page?.NextToken;
  } while (NextToken !== undefined);
  return targets;
}

async function put(target: DeploymentTarget, rule: string, settings: RuleTargetSettings) {
  const events = target.aws.client(EventBridgeClient);
  await changeShared(target.aws, async () => {
    // The call replaces the whole target, so it repeats the parts that we do not manage.
    const { Input, InputPath, InputTransformer, RetryPolicy, DeadLetterConfig, ...others } =
      (await findTarget(target, rule)) ?? {};
    const { input, retryPolicy, deadLetterQueue } = settings;
    const entry = {
      Id: entryId(target.identity),
      ...others,
      ...input,
      ...(retryPolicy === null ? {} : { RetryPolicy: retryPolicy }),
      ...(deadLetterQueue === null ? {} : { DeadLetterConfig: { Arn: deadLetterQueue } }),
      Arn: settings.function,
    };
    const response = await events.send(new PutTargetsCommand({ ...targetKey(rule), Targets: [entry] }));
    checkFailedEntries(response.FailedEntries);
  });
  return {};
}

/** What identifies the rule of targets in calls. */
export function targetKey(name: string): { readonly Rule: string; readonly EventBusName?: string } {
  const { Name, ...others } = ruleKey(name);
  return { Rule: Name, ...others };
}

function inputOf({ Input, InputPath, InputTransformer }: Target): TargetInput | null {
  const input = {
    ...(Input === undefined ? {} : { Input }),
    ...(InputPath === undefined ? {} : { InputPath }),
    ...(InputTransformer === undefined ? {} : { InputTransformer }),
  };
  return Object.keys(input).length === 0 ? null : input;
}

/**
 * EventBridge returns status 200 for calls that failed.
 *
 * @throws {EventBridgeServiceException} an entry failed
 */
function checkFailedEntries([failure]: readonly PutTargetsResultEntry[] = []): void {
  if (failure === undefined) return;
  throw new EventBridgeServiceException({
    name: failure.ErrorCode ?? 'UnknownError',
    message: failure.ErrorMessage ?? 'EventBridge gave no reason',
    $fault: 'client',
    $metadata: {},
  });
}
