import type { Help } from 'commander';
import type { CommandEntry } from './index.ts';

/** The width of help that is not printed on a terminal. */
const DEFAULT_WIDTH = 80;

/** A command line, and what it does. */
type Example = readonly [line: string, effect: string];

const examples: Readonly<Record<string, readonly Example[]>> = {
  install: [
    ['alr-builder new orders', 'asks for what it needs, and scaffolds a function in orders/'],
    ['alr-builder new orders --trigger sqs --yes', 'scaffolds a function for a queue, without questions'],
    ['alr-builder install', 'in a project that exists: upgrades the files that are still as they were written'],
  ],
  add: [
    ['alr-builder add function orders --trigger sqs', 'writes src/orders.ts, and adds the function to lambda.yaml'],
    ['alr-builder add function api --trigger url', 'adds another function, which runs in the same image'],
  ],
  check: [
    ['alr-builder check', 'checks what this project needs'],
    ['alr-builder check --policy', 'prints the smallest policy with which all commands work'],
  ],
  completion: [
    ['eval "$(alr-builder completion bash)"', 'as a line of ~/.bashrc: completes commands in each new shell'],
    ['eval "$(alr-builder completion zsh)"', 'as a line of ~/.zshrc, after compinit'],
    ["alias alr-builder='npx alr-builder'", 'before that line, if alr-builder is installed in your projects only'],
  ],
  local: [
    ['alr-builder local --watch', 'runs the configured handler, and restarts it when something changes'],
    ['alr-builder local src/app.MyLambda --env TABLE=orders', 'runs this handler with another variable'],
    ['alr-builder local --inspect', 'lets a debugger attach'],
    ['alr-builder local --image', 'builds the image, and runs it as Lambda would'],
    ['alr-builder local --source aws --stage test', 'gets the messages of the deployed queues, after asking'],
    ['alr-builder local --front http-api', 'puts an HTTP API in front of the function'],
    ['alr-builder local -- python3 -m awslambdaric app.handler', 'runs another runtime'],
  ],
  invoke: [
    [`alr-builder invoke --local --payload '{"id":1}'`, 'invokes the function that alr-builder local runs'],
    ['alr-builder invoke --payload @event.json --tail', 'invokes the deployed function, and prints its log'],
    [
      'alr-builder invoke --local --stream',
      'prints the response as it arrives, and the head of an HTTP response on stderr',
    ],
  ],
  event: [
    ['alr-builder event --list', 'prints the names of all events'],
    ['alr-builder event s3-in-sqs --bucket photos --records 2', 'prints two messages, each with an event of S3'],
    ['alr-builder event sqs | alr-builder invoke --local', 'sends an event to the local function'],
    ['alr-builder event --function orders', 'prints the event that this function of the project gets'],
  ],
  send: [
    [`alr-builder send '{"n":1}'`, "sends a message to the trigger's queue or topic"],
    [`alr-builder send '{"n":{#}}' --count 500`, 'sends 500 messages, with the numbers from 1 to 500'],
    ['alr-builder send @cat.jpg --key cats/1.jpg', "puts a file into the trigger's bucket"],
    [
      `alr-builder send '{"id":7}' --source shop --detail-type Paid --to default`,
      'puts an event with this detail on the default event bus',
    ],
    [`alr-builder send '{"page":"/"}' --key user-7`, "puts a record into the trigger's stream"],
    ['alr-builder send @order.json --to orders.fifo --group 7', 'sends the content of a file to this queue or topic'],
  ],
  replay: [
    ['alr-builder replay', 'invokes the function with the last event again, and compares the response'],
    ['alr-builder replay --last 20 --diff', 'does the same with the last 20 events, and shows what differs'],
    ['alr-builder replay last~1 --save new-order', 'saves the event before the last one in events/new-order.json'],
    [
      'alr-builder replay events/*.json --diff',
      'replays saved events, if necessary in an emulator that it starts: fails in CI if a response differs',
    ],
    ['alr-builder replay 7 --pin', 'replays the invocation 7 after each reload of the emulator'],
  ],
  'test-streaming': [['alr-builder test-streaming --path /report', 'prints each chunk, and when it arrived']],
  'publish-test': [[`alr-builder publish-test --payload '{"id":1}'`, 'publishes this message']],
  plan: [
    ['alr-builder plan --stage prod', 'shows what apply would change in prod'],
    ['alr-builder plan --check', 'finds out in a pipeline whether something has changed'],
  ],
  apply: [
    ['alr-builder apply --stage prod', 'deploys the stage prod'],
    ['alr-builder apply --prune', 'also deletes what is no longer configured'],
    ['alr-builder apply --image-uri REGISTRY/shop:7', 'deploys an image that is already in a registry'],
  ],
  status: [['alr-builder status --json', 'prints the status for a program']],
  logs: [
    ['alr-builder logs --follow', 'prints new records as they arrive'],
    ['alr-builder logs --since 2h --filter ERROR', 'prints the errors of the last two hours'],
  ],
  redrive: [
    ['alr-builder redrive --stage prod', 'shows how many messages there are, and asks before it moves or invokes'],
    [
      'alr-builder redrive --function orders --yes',
      'tries again what failed for good in this function, without asking',
    ],
  ],
  rollback: [
    ['alr-builder rollback', 'returns to the version before this one'],
    ['alr-builder rollback --to 7', 'returns to version 7'],
  ],
  teardown: [['alr-builder teardown --stage test --yes', 'removes the stage test, without a question']],
  image: [
    ['alr-builder image', 'builds the image, for local --image and apply'],
    ['alr-builder image -- --no-cache', 'builds all of its layers again'],
  ],
  'generate-yaml': [['alr-builder generate-yaml', 'reads lambda.env, and writes lambda.yaml']],
};

type ExitCodes = Readonly<Record<number, string>>;

const usualExitCodes: ExitCodes = {
  0: 'it succeeded',
  1: 'it failed',
  2: 'the command line is invalid',
};

/** What exit codes mean for commands that have more to say than that something failed. */
const exitCodes: Readonly<Record<string, ExitCodes>> = {
  check: { 0: 'nothing is missing', 1: 'something is missing or could not be checked' },
  'check-env-file': { 0: 'the configuration is valid', 1: 'a value is missing or invalid' },
  local: { 0: 'it was stopped, such as by Ctrl-C', 1: 'it could not start' },
  invoke: { 0: 'the function succeeded', 1: 'the function or the invocation failed' },
  replay: {
    0: 'all responses are the same',
    1: 'a response differs, there is none to compare with and the function failed, or it could not be invoked',
  },
  'test-streaming': { 1: 'the response is an error or was cut off' },
  status: { 0: 'the status was printed, whatever it is', 1: 'the status could not be read' },
  plan: {
    0: 'the plan was printed; with --check, there is nothing to change',
    1: 'the plan could not be made, or with --check, could not be applied',
    3: 'with --check, there is something to change',
  },
  apply: { 1: 'it failed, or you did not confirm a deletion' },
  teardown: { 1: 'something could not be removed, or you did not confirm' },
};

/** The meaning of the exit codes of a command, in the form in which scripts use them. */
function exitCodesOf(name: string): ExitCodes {
  return { ...usualExitCodes, ...exitCodes[name] };
}

/** What the help of a command has at its end: examples, and the exit codes. */
export function commandHelp({ name, group }: CommandEntry, helper: Help): string {
  const width = helper.helpWidth ?? DEFAULT_WIDTH;
  const wrap = (text: string, indentation: string) =>
    helper.boxWrap(text, width - indentation.length).replace(/^/gm, indentation);
  const shown = examples[name] ?? [];
  const target =
    group === 'targets'
      ? [
          wrap(
            'A single step. alr-builder apply does all that is needed, in the right order; plan shows it before.',
            '',
          ),
        ]
      : [];
  const codes = Object.entries(exitCodesOf(name)).map(([code, meaning]) => helper.formatItem(code, 1, meaning, helper));
  const sections = [
    target,
    shown.length === 0
      ? []
      : [helper.styleTitle('Examples:'), ...shown.flatMap(([line, effect]) => [`  ${line}`, wrap(effect, '      ')])],
    [helper.styleTitle('Exit codes:'), ...codes],
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}
