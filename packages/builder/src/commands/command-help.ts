import type { CommandEntry } from './index.ts';

/** A command line without `alr-builder`, and what it does. */
type Example = readonly [command: string, effect: string];

const examples: Readonly<Record<string, readonly Example[]>> = {
  install: [
    ['install', 'asks for what it needs, and scaffolds a function here'],
    ['install -i orders --trigger sqs --yes', 'scaffolds a function for a queue in orders/, without questions'],
    ['install', 'in a project that exists: upgrades the files that are still as they were written'],
  ],
  new: [['new orders --trigger sqs', 'scaffolds a function for a queue in orders/']],
  check: [
    ['check', 'checks what this project needs'],
    ['check --policy', 'prints the smallest policy with which all commands work'],
  ],
  completion: [
    ['completion bash >> ~/.bashrc', 'completes commands in each bash that is started from now on'],
    ['completion zsh >> ~/.zshrc', 'does so in zsh; the file must call compinit before'],
  ],
  local: [
    ['local --watch', 'runs the configured handler, and restarts it when something changes'],
    ['local src/app.MyLambda --env TABLE=orders', 'runs this handler with another variable'],
    ['local --inspect', 'lets a debugger attach'],
    ['local --image', 'builds the image, and runs it as Lambda would'],
    ['local --front http-api', 'puts an HTTP API in front of the function'],
    ['local -- python3 -m awslambdaric app.handler', 'runs another runtime'],
  ],
  invoke: [
    [`invoke --local --payload '{"id":1}'`, 'invokes the function that alr-builder local runs'],
    ['invoke --payload @event.json --tail', 'invokes the deployed function, and prints its log'],
    ['invoke --local --stream', 'prints the response as it arrives, and the head of an HTTP response apart'],
  ],
  event: [
    ['event --list', 'prints the names of all events'],
    ['event s3-in-sqs --bucket photos --records 2', 'prints two messages, each with an event of S3'],
    ['event sqs | npx alr-builder invoke --local', 'sends an event to the local function'],
  ],
  'test-streaming': [['test-streaming --path /report', 'prints each chunk, and when it arrived']],
  'publish-test': [[`publish-test --payload '{"id":1}'`, 'publishes this message']],
  plan: [
    ['plan --stage prod', 'shows what apply would change in prod'],
    ['plan --check', 'finds out in a pipeline whether something has changed'],
  ],
  apply: [
    ['apply --stage prod', 'deploys the stage prod'],
    ['apply --prune', 'also deletes what is no longer configured'],
    ['apply --image-uri REGISTRY/shop:7', 'deploys an image that is already in a registry'],
  ],
  status: [['status --json', 'prints the status for a program']],
  logs: [
    ['logs --follow', 'prints new records as they arrive'],
    ['logs --since 2h --filter ERROR', 'prints the errors of the last two hours'],
  ],
  rollback: [
    ['rollback', 'returns to the version before this one'],
    ['rollback --to 7', 'returns to version 7'],
  ],
  teardown: [['teardown --stage test --yes', 'removes the stage test, without a question']],
  image: [
    ['image', 'builds the image, for local --image and apply'],
    ['image -- --no-cache', 'builds all of its layers again'],
  ],
  'generate-yaml': [['generate-yaml', 'reads lambda.env, and writes lambda.yaml']],
};

/** The meaning of exit codes, for commands that have more to say than that something failed. */
const failures: Readonly<Record<string, string>> = {
  check: '1 if something is missing or could not be checked',
  'check-env-file': '1 if a value is missing or invalid',
  invoke: '1 if the function or the invocation fails',
  'test-streaming': '1 if the response is an error or is cut off',
  status: '1 if it cannot be read',
  plan: '1 if it cannot be applied; with --check, 3 if there is something to change',
  teardown: '1 if something could not be removed',
};

/** What the help of a command has at its end: examples, and the exit codes. */
export function commandHelp({ name, group }: CommandEntry): string {
  const shown = examples[name] ?? [];
  const lines = shown.flatMap(([command, effect]) => [`  alr-builder ${command}`, `      ${effect}`]);
  const target =
    group === 'targets'
      ? ['', 'A single step. alr-builder apply does all that is needed, in the right order; plan shows it before.']
      : [];
  return [
    ...target,
    ...(lines.length === 0 ? [] : ['', 'Examples:', ...lines]),
    '',
    `Exit codes: 0 if it succeeds, ${failures[name] ?? '1 if it fails'}, 2 if the command line is invalid`,
  ].join('\n');
}
