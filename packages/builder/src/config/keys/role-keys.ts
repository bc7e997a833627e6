import { choice, text } from './key.ts';
import { section } from './section.ts';

/** The keys of the function's execution role. */
export const roleKeys = section({
  name: text({
    format: 'role name',
    env: 'ROLE_NAME',
    default: 'lambda-role',
    description: "The name of the function's execution role.",
  }),
  profile: choice({
    choices: ['basic', 's3-read', 's3-sqs', 's3', 'eventbridge', 'sns', 'sqs', 'alb', 'kinesis', 'dynamodb'],
    env: 'ROLE_PROFILE',
    derived: 'what the trigger needs, unless a policies file is used',
    description: 'A predefined set of policies for the role.',
  }),
  policiesFile: text({
    format: 'path',
    env: 'POLICIES_FILE',
    default: 'policies',
    description:
      'Managed policies for the role, one ARN per line, # starts a comment; the default file may be missing.',
  }),
  customPoliciesFile: text({
    format: 'path',
    env: 'CUSTOM_POLICIES_FILE',
    description:
      'Inline policies for the role, in JSON or YAML: one policy document, or a map from names to policy documents.',
  }),
});
