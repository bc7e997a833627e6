import { boolean, choice, text } from './key.ts';
import { section } from './section.ts';

/** The keys of the function's execution role. */
export const roleKeys = section({
  name: text({
    format: 'role name',
    env: 'ROLE_NAME',
    default: 'lambda-role',
    description: "The name of the function's execution role.",
  }),
  arn: text({
    format: 'role arn',
    env: 'ROLE_ARN',
    description: 'The ARN of an existing role, instead of a name.',
  }),
  existing: boolean({
    env: 'ROLE_EXISTING',
    default: false,
    description:
      'The role exists and is not ours: use it with the policies that it has, but never change or delete it.',
  }),
  path: text({
    format: 'role path',
    env: 'ROLE_PATH',
    default: '/',
    description: 'The path of the role, which AWS sets only when the role is created.',
  }),
  boundary: text({
    format: 'policy arn',
    env: 'ROLE_BOUNDARY',
    derived: 'the boundary that the role has',
    description: 'The ARN of the managed policy that is the permissions boundary of the role.',
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
