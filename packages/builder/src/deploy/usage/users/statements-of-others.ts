import type { Identity } from '../../resource/identity.ts';
import { formerPurposeOf, purposeOf } from '../../resource/ids.ts';
import type { PolicyStatement } from '../../resource/resource-policy.ts';
import type { User } from './user.ts';

/** SNS adds it to every topic, and it grants access to the topic's own account only. */
const DEFAULT_OF_SNS = '__default_statement_ID';

/**
 * The statements in the policy of a function, a queue or a topic with which others let something use it. A statement that
 * denies something does not count.
 */
export function statementsOfOthers(statements: readonly PolicyStatement[], identity: Identity): User[] {
  return statements
    .filter(({ Sid, Effect }) => {
      if (Effect !== 'Allow' || Sid === DEFAULT_OF_SNS) return false;
      return purposeOf(Sid, identity) === undefined && formerPurposeOf(Sid, identity.project) === undefined;
    })
    .map(({ Sid }) => ({
      description: `${Sid === undefined ? 'a statement' : `the statement ${Sid}`} of its policy, which this project did not add`,
    }));
}
