import type { Command } from 'commander';
import type { ScopeName } from '../../deploy/plan/scopes.ts';
import { addProjectOptions, loadProject, type ProjectOptions } from '../options/project-options.ts';

export const ADOPT_DESCRIPTION = 'Take over resources that have the expected name but belong to no project';
export const IMAGE_URI_DESCRIPTION = 'Deploy this image from a registry instead of the one built here';

export const DELETE_MESSAGES_FLAG = '--delete-messages <queue...>';
export const DELETE_MESSAGES_DESCRIPTION = 'Delete these queues even if they have messages';

interface Target {
  readonly name: ScopeName;
  readonly description: string;
  /** Whether it deploys the image. */
  readonly takesImage: boolean;
  /** Whether it can delete what is no longer configured. */
  readonly prunes?: boolean;
}

const targets: readonly Target[] = [
  {
    name: 'apply',
    description: 'Create and update resources to match the configuration',
    takesImage: true,
    prunes: true,
  },
  { name: 'ecr-repo', description: 'Create the image repository', takesImage: false },
  { name: 'deploy', description: 'Push the image to its repository', takesImage: false },
  { name: 'lambda-role', description: "Create the function's role", takesImage: false },
  { name: 'lambda-policies', description: "Create and update the role's policies", takesImage: false },
  {
    name: 'update-policies',
    description: "Create and update the role's policies, and remove unneeded ones",
    takesImage: false,
  },
  { name: 'log-group', description: "Create the function's log group and set its retention", takesImage: false },
  {
    name: 'lambda-function',
    description: 'Push the image and create the function, but not its trigger',
    takesImage: true,
  },
  { name: 'update-function', description: 'Push the image and update the function to run it', takesImage: true },
  {
    name: 'lambda-configuration',
    description: "Update the function's settings, such as memory, timeout and environment",
    takesImage: false,
  },
  { name: 'lambda-concurrency', description: "Update the function's reserved concurrency", takesImage: false },
  { name: 'lambda-function-url', description: 'Create the function URL (trigger.type: url)', takesImage: false },
  {
    name: 'lambda-pipeline',
    description: 'Create the function and its trigger (the same as apply)',
    takesImage: true,
    prunes: true,
  },
];

interface TargetOptions extends ProjectOptions {
  readonly imageUri?: string;
  readonly adopt?: boolean;
  readonly prune?: boolean;
  readonly deleteMessages?: readonly string[];
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** Adds the options that decide what a plan deletes. */
export function addPruneOptions(command: Command): Command {
  return command
    .option('--prune', 'Delete what is no longer configured, unless it is in use or has messages')
    .option(DELETE_MESSAGES_FLAG, DELETE_MESSAGES_DESCRIPTION);
}

/** Adds the commands that deploy everything (`apply`) or one scope of it, named as in the original's Makefile. */
export function addTargets(program: Command): void {
  for (const { name, description, takesImage, prunes } of targets) {
    const command = addProjectOptions(program.command(name).description(description));
    command.option('--json', 'Print the result as JSON');
    command.option('--adopt', ADOPT_DESCRIPTION);
    if (takesImage) command.option('--image-uri <uri>', IMAGE_URI_DESCRIPTION);
    if (prunes) addPruneOptions(command).option('-y, --yes', 'Do not ask for confirmation');
    command.action(async ({ imageUri, adopt, prune, deleteMessages, yes, json, ...options }: TargetOptions) => {
      const { deploy } = await import('../../deploy/deploy.ts');
      const configuration = await loadProject(options);
      await deploy(configuration, name, { imageUri, adopt, prune, deleteMessages, yes, json }, process);
    });
  }
}
