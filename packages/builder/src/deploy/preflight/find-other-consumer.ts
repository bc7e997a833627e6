import { nameOf, parseArn } from '../../aws/arn.ts';
import { listMappings } from '../kinds/function/event-source-mappings.ts';
import { readFunctionOwner } from '../kinds/function/function-tags.ts';
import type { Plan } from '../plan/plan.ts';
import { isOurs } from '../resource/identity.ts';
import type { DeploymentTarget } from '../resource/resource.ts';

/**
 * Finds a queue of the plan that another function reads: each message would reach only one of the two functions. A
 * stream may have several readers.
 *
 * @param handOvers the functions that stop reading a source in the same run
 * @returns which function reads which queue, and what to do about it; undefined if there is none
 */
export async function findOtherConsumer(
  { steps }: Plan,
  target: DeploymentTarget,
  handOvers: ReadonlySet<string> = new Set(),
): Promise<string | undefined> {
  const queues = steps
    .filter((step) => step.kind === 'mapping' && step.action !== 'remove' && step.action !== 'unused')
    .filter(({ name }) => parseArn(name)?.service === 'sqs');
  for (const { name: EventSourceArn } of queues) {
    for (const { FunctionArn = '', State } of await listMappings(target.aws, { EventSourceArn })) {
      const name = FunctionArn.split(':')[6] ?? '';
      if (name === target.functionName || handOvers.has(name) || State === 'Deleting') continue;
      // A function of ours under its former name hands the queue over.
      if (isOurs({ owner: await readFunctionOwner(target, FunctionArn) }, target)) continue;
      return (
        `the function ${name} reads the queue ${nameOf(EventSourceArn)}, and each message reaches only one function: ` +
        'use another queue, or delete the event source mapping of that function'
      );
    }
  }
  return undefined;
}
