import type { Command } from 'commander';
import type { ScopeName } from '../../deploy/plan/scopes.ts';
import { addProjectOptions, loadProject, type ProjectOptions } from '../arguments/project-options.ts';

interface Target {
  readonly name: ScopeName;
  readonly description: string;
  /** Whether the image is part of it. */
  readonly takesImage: boolean;
}

const targets: readonly Target[] = [
  { name: 'apply', description: 'make all that lambda.yaml says, and change what differs', takesImage: true },
  { name: 'ecr-repo', description: "make the image's repository", takesImage: false },
  { name: 'deploy', description: 'push the image to its repository', takesImage: false },
  { name: 'lambda-role', description: "make the function's role", takesImage: false },
  { name: 'lambda-policies', description: 'give the role its policies', takesImage: false },
  {
    name: 'update-policies',
    description: 'give the role its policies, and take away what it no longer needs',
    takesImage: false,
  },
  { name: 'log-group', description: "make the function's log group, and set its retention", takesImage: false },
  { name: 'lambda-function', description: 'push the image, and make the function with all it needs', takesImage: true },
  { name: 'update-function', description: 'push the image, and have the function run it', takesImage: true },
  {
    name: 'lambda-configuration',
    description: "change the function's settings: memory, timeout, environment ...",
    takesImage: false,
  },
  { name: 'lambda-concurrency', description: "change the function's reserved concurrency", takesImage: false },
  { name: 'lambda-function-url', description: "make the function's URL (trigger.type: url)", takesImage: false },
  { name: 'lambda-pipeline', description: 'make the function and its trigger: the same as apply', takesImage: true },
];

interface TargetCommandOptions extends ProjectOptions {
  readonly imageUri?: string;
  readonly adopt?: boolean;
  readonly json?: boolean;
}

/** Adds the commands that deploy: all of it, or the part that one of the original's make targets did. */
export function addTargets(program: Command): void {
  for (const { name, description, takesImage } of targets) {
    const command = addProjectOptions(program.command(name).description(description));
    command.option('--json', 'print what was done as JSON');
    command.option('--adopt', "take over what goes by a wanted name and isn't any project's");
    if (takesImage) command.option('--image-uri <uri>', 'an image in a registry, in place of the one built here');
    command.action(async ({ imageUri, adopt, json, ...options }: TargetCommandOptions) => {
      const { runTarget } = await import('../../deploy/run-target.ts');
      const configuration = await loadProject(options);
      await runTarget(configuration, name, { imageUri, adopt, json }, process);
    });
  }
}
