import { commandsOf } from '../../package-manager/package-managers.ts';
import { frontOption, type ProjectSettings } from '../settings/settings.ts';

/** The files of a project's settings for VS Code. */
export const LAUNCH_FILE = '.vscode/launch.json';
export const TASKS_FILE = '.vscode/tasks.json';

const LABEL = 'alr-builder local';
/** The port on which `alr-builder local --inspect` lets a debugger attach. */
const PORT = 9229;
/** An expression that matches no line, not even an empty one. */
const NOTHING = '(?!)';

/** Attaches to the function, and again after each restart. The task starts it before. */
const configuration = {
  name: LABEL,
  type: 'node',
  request: 'attach',
  // VS Code's default, localhost, can be another address than the one that the function listens on.
  address: '127.0.0.1',
  port: PORT,
  // In milliseconds. After a restart, the function waits for the debugger.
  restart: { delay: 100 },
  preLaunchTask: LABEL,
  // The bundle that runs is outside of the workspace, in a temporary folder.
  resolveSourceMapLocations: null,
  // Breakpoints are set before a script runs, so that they also work in the first invocation and while modules load.
  pauseForSourceMap: true,
  skipFiles: ['<node_internals>/**', '**/node_modules/**'],
};

/** The settings with which F5 in VS Code starts the function locally and attaches the debugger. */
export const launchSettings = { version: '0.2.0', configurations: [configuration] };

/** The task that runs the function. Visual Studio Code goes on as soon as the output shows that it listens. */
export function taskSettings(settings: ProjectSettings) {
  const inputs = inputsOf(settings);
  return { version: '2.0.0', tasks: [task(settings)], ...(inputs.length > 0 && { inputs }) };
}

/** What VS Code asks for: a debugger attaches to one function, and a project can have several. */
function inputsOf({ handlers }: ProjectSettings): object[] {
  if (handlers === undefined) return [];
  return [{ id: 'function', type: 'promptString', description: 'The function to debug, by its name in lambda.yaml' }];
}

function task(settings: ProjectSettings) {
  const chosen = inputsOf(settings).length > 0 ? ' --function ${input:function}' : '';
  return {
    label: LABEL,
    type: 'shell',
    command: `${commandsOf[settings.packageManager].exec} alr-builder local --watch${frontOption(settings)} --inspect${chosen}`,
    isBackground: true,
    problemMatcher: {
      // VS Code requires a pattern of problems.
      pattern: [{ regexp: NOTHING, file: 1, location: 2, message: 3 }],
      // The task begins once. Whenever it begins again, F5 waits for its end.
      background: { activeOnStart: true, beginsPattern: NOTHING, endsPattern: '^Listening on' },
    },
  };
}

/** What to add to the user's own settings for VS Code, which stay as they are; empty if they start the function. */
export function vscodeAdvice(texts: Readonly<Record<string, string | undefined>>, settings: ProjectSettings): string {
  const additions = [
    [LAUNCH_FILE, 'configurations', configuration],
    [TASKS_FILE, 'tasks', task(settings)],
    ...inputsOf(settings).map((input) => [TASKS_FILE, 'inputs', input] as const),
  ] as const;
  return additions
    .filter(([file]) => texts[file] !== undefined && !texts[file].includes(LABEL))
    .map(([file, list, addition]) => {
      const text = JSON.stringify(addition, undefined, 2).replaceAll('\n', '\n  ');
      return `\nTo debug the function with F5 in VS Code, add this to "${list}" in ${file}:\n  ${text}\n`;
    })
    .join('');
}
