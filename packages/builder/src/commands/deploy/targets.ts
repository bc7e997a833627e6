import type { Command } from 'commander';
import type { ScopeName } from '../../deploy/plan/scopes.ts';
import { addProjectOptions, loadProject, type ProjectOptions } from '../options/project-options.ts';

// What several commands say in their help.
export const ADOPT_DESCRIPTION = 'Take over resources that have the expected name but belong to no project';
export const IMAGE_URI_DESCRIPTION = 'Deploy this image from a registry instead of the one built here';

const ONLY_THE_IMAGE = 'only the image is in AWS now: alr-builder apply deploys the function, too';

export const DELETE_MESSAGES_FLAG = '--delete-messages <queue...>';

/** What a command that deploys can do. */
interface Target {
  /** Whether it deploys the image. */
  readonly takesImage?: boolean;
  /** Whether it can delete what is no longer configured. */
  readonly prunes?: boolean;
}

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
    .option(DELETE_MESSAGES_FLAG, 'With --prune: delete these queues even if they have messages');
}

/** Defines a command that deploys everything (`apply`) or one scope of it. */
export function defineTarget(name: ScopeName, { takesImage, prunes }: Target = {}): (command: Command) => void {
  return (command) => {
    command.option('--json', 'Print the result as JSON').option('--adopt', ADOPT_DESCRIPTION);
    if (takesImage) command.option('--image-uri <uri>', IMAGE_URI_DESCRIPTION);
    if (prunes) addPruneOptions(command).option('-y, --yes', 'Do not ask for confirmation');
    addProjectOptions(command).action(async (options: TargetOptions) => {
      const { imageUri, adopt, prune, deleteMessages, yes, json, ...project } = options;
      const { deploy } = await import('../../deploy/deploy.ts');
      const configuration = await loadProject(project);
      await deploy(configuration, name, { imageUri, adopt, prune, deleteMessages, yes, json }, process);
      // In other tools, a command of this name deploys everything.
      if (name === 'deploy' && !json) process.stderr.write(`${ONLY_THE_IMAGE}\n`);
    });
  };
}
