import type { Command } from 'commander';
import type { ScopeName } from '../deploy/plan/scopes.ts';

/** The headings of the help, in its order. */
export const groups = {
  start: 'Start:',
  run: 'Run:',
  deploy: 'Deploy:',
  steps: 'Single steps:',
  targets: 'Make targets of Amazon::Lambda::Runtime:',
} as const;

/** A command of `alr-builder`. It is loaded when it runs, or when its own help is shown. */
export interface CommandEntry {
  readonly name: string;
  readonly alias?: string;
  readonly summary: string;
  readonly group: keyof typeof groups;
  /** Whether only `--help --all` lists it. */
  readonly isRare?: boolean;
  /** Whether it needs the options of all commands. */
  readonly needsAll?: boolean;
  /** Loads the function that adds its options and its action. */
  readonly load: () => Promise<(command: Command) => void>;
}

/** The commands, in the order of the help. The first one is the default. */
export const commands: readonly CommandEntry[] = [
  {
    name: 'install',
    alias: 'new',
    summary: 'Scaffold a new function, or upgrade an existing project',
    group: 'start',
    load: async () => (await import('./project/install.ts')).defineInstall,
  },
  {
    name: 'add',
    summary: 'Add a function to a project: add function NAME --trigger TYPE',
    group: 'start',
    load: async () => (await import('./project/add.ts')).defineAdd,
  },
  {
    name: 'check',
    summary: 'Check tools, credentials and permissions',
    group: 'start',
    load: async () => (await import('./project/check.ts')).defineCheck,
  },
  {
    name: 'completion',
    summary: 'Print a script that completes commands and options in bash or zsh',
    group: 'start',
    isRare: true,
    needsAll: true,
    load: async () => (await import('./project/completion.ts')).defineCompletion,
  },
  {
    name: 'local',
    summary: 'Run the function on this machine, as Lambda would',
    group: 'run',
    load: async () => (await import('./run/local.ts')).defineLocal,
  },
  {
    name: 'invoke',
    summary: 'Invoke the function with an event and print its response',
    group: 'run',
    load: async () => (await import('./run/invoke.ts')).defineInvoke,
  },
  {
    name: 'event',
    summary: 'Print a sample event',
    group: 'run',
    load: async () => (await import('./run/event.ts')).defineEvent,
  },
  {
    name: 'send',
    summary: 'Send a message, event or object to the running emulator',
    group: 'run',
    load: async () => (await import('./run/send.ts')).defineSend,
  },
  {
    name: 'replay',
    summary: 'Invoke functions with earlier events again, and compare the responses',
    group: 'run',
    load: async () => (await import('./run/replay.ts')).defineReplay,
  },
  {
    name: 'skip',
    summary: 'Skip time in the running emulator, up to what is due next',
    group: 'run',
    load: async () => (await import('./run/skip.ts')).defineSkip,
  },
  {
    name: 'test-streaming',
    summary: 'Call the function URL and print the response chunk by chunk',
    group: 'run',
    isRare: true,
    load: async () => (await import('./run/test-streaming.ts')).defineTestStreaming,
  },
  {
    name: 'publish-test',
    summary: "Publish a test message to the trigger's topic",
    group: 'run',
    isRare: true,
    load: async () => (await import('./deploy/publish-test.ts')).definePublishTest,
  },
  {
    name: 'plan',
    summary: 'Show what apply would change',
    group: 'deploy',
    load: async () => (await import('./deploy/plan.ts')).definePlan,
  },
  {
    name: 'apply',
    summary: 'Create and update resources to match the configuration',
    group: 'deploy',
    load: target('apply', { takesImage: true, prunes: true }),
  },
  {
    name: 'status',
    summary: 'Show what is deployed and whether it matches the configuration',
    group: 'deploy',
    load: async () => (await import('./deploy/status.ts')).defineStatus,
  },
  {
    name: 'logs',
    summary: "Print the function's log",
    group: 'deploy',
    load: async () => (await import('./deploy/logs.ts')).defineLogs,
  },
  {
    name: 'rollback',
    summary: 'Point lambda.alias at the previous version, or at the one given by --to',
    group: 'deploy',
    load: async () => (await import('./deploy/rollback.ts')).defineRollback,
  },
  {
    name: 'redrive',
    summary: 'Retry what failed for good: move dead letters back, and invoke with failed events again',
    group: 'deploy',
    isRare: true,
    load: async () => (await import('./deploy/redrive.ts')).defineRedrive,
  },
  {
    name: 'teardown',
    summary: 'Remove everything that this project created for the stage, unless it is in use or has messages',
    group: 'deploy',
    load: teardown,
  },
  {
    name: 'image',
    summary: 'Build the function image, with its platform image and overlay if configured',
    group: 'steps',
    load: async () => (await import('./project/images.ts')).defineImage,
  },
  {
    name: 'platform',
    summary: 'Build the platform image, the base of the function image, from Dockerfile.platform',
    group: 'steps',
    isRare: true,
    load: async () => (await import('./project/images.ts')).definePlatform,
  },
  {
    name: 'overlay',
    summary: 'Build the overlay Dockerfile on top of the function image',
    group: 'steps',
    isRare: true,
    load: async () => (await import('./project/images.ts')).defineOverlay,
  },
  {
    name: 'clean',
    summary: 'Remove the build output (out/)',
    group: 'steps',
    isRare: true,
    load: async () => (await import('./project/clean.ts')).defineClean,
  },
  {
    name: 'check-env-file',
    summary: 'Validate lambda.yaml or lambda.env, and list missing, customized and default values',
    group: 'steps',
    load: async () => (await import('./project/check-env-file.ts')).defineCheckEnvFile,
  },
  {
    name: 'generate-yaml',
    summary: 'Generate a minimal lambda.yaml from lambda.env',
    group: 'steps',
    isRare: true,
    load: async () => (await import('./project/generate-yaml.ts')).defineGenerateYaml,
  },
  {
    name: 'enable-rule',
    summary: "Enable the schedule's rule",
    group: 'steps',
    isRare: true,
    load: rule('enable'),
  },
  {
    name: 'disable-rule',
    summary: "Disable the schedule's rule until enable-rule or apply",
    group: 'steps',
    isRare: true,
    load: rule('disable'),
  },
  {
    name: 'delete-rule',
    summary: "Delete the schedule's rule until apply",
    group: 'steps',
    isRare: true,
    load: rule('delete'),
  },
  makefileTarget('ecr-repo', 'Create the image repository'),
  makefileTarget('deploy', 'Push the image to its repository, and nothing else: to deploy everything, use apply'),
  makefileTarget('lambda-role', "Create the function's role"),
  makefileTarget('lambda-policies', "Create and update the role's policies"),
  makefileTarget('update-policies', "Create and update the role's policies, and remove unneeded ones"),
  makefileTarget('log-group', "Create the function's log group and set its retention"),
  makefileTarget('lambda-function', 'Push the image and create the function, but not its trigger', {
    takesImage: true,
  }),
  makefileTarget('update-function', 'Push the image and update the function to run it', { takesImage: true }),
  makefileTarget('lambda-configuration', "Update the function's settings, such as memory, timeout and environment"),
  makefileTarget('lambda-concurrency', "Update the function's reserved concurrency"),
  makefileTarget('lambda-function-url', 'Create the function URL (trigger.type: url)'),
  makefileTarget('lambda-pipeline', 'Create the function and its trigger (the same as apply)', {
    takesImage: true,
    prunes: true,
  }),
  {
    name: 'lambda-teardown',
    summary: 'Remove everything (the same as teardown)',
    group: 'targets',
    isRare: true,
    load: teardown,
  },
];

async function teardown(): Promise<(command: Command) => void> {
  return (await import('./deploy/teardown.ts')).defineTeardown;
}

interface TargetOptions {
  readonly takesImage?: boolean;
  readonly prunes?: boolean;
}

function makefileTarget(name: ScopeName, summary: string, options: TargetOptions = {}): CommandEntry {
  return { name, summary, group: 'targets', isRare: true, load: target(name, options) };
}

function target(name: ScopeName, options: TargetOptions): CommandEntry['load'] {
  return async () => (await import('./deploy/targets.ts')).defineTarget(name, options);
}

function rule(action: 'enable' | 'disable' | 'delete'): CommandEntry['load'] {
  return async () => (await import('./deploy/rule.ts')).defineRuleCommand(action);
}
