import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The clients that are compared: a raw socket on bare Node (the limit), this project's runtime, and AWS's client. */
export const allSubjects = ['limit', 'alr', 'ric'] as const;
export type Subject = (typeof allSubjects)[number];

/** The names of the subjects in tables and plots. */
export const subjectLabels: Readonly<Record<Subject, string>> = {
  limit: 'raw socket',
  alr: '@alr/runtime',
  ric: 'aws-lambda-ric',
};

/** What to start, in which folder and environment. */
export interface Program {
  /** Default: this Node. */
  readonly command?: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** The folders where the subjects are installed; aws-lambda-ric may be missing. */
export interface Installed {
  readonly alr: string;
  readonly ric: string | undefined;
}

/** The subjects that can be measured here. */
export function subjectsOf(installed: Installed): readonly Subject[] {
  return allSubjects.filter((subject) => subject !== 'ric' || installed.ric !== undefined);
}

/**
 * How to start a subject with one of the handlers of `handlers/`, which are copied to where the subject is installed.
 * @param handler the name of the handler's file, without its extension
 * @param settings additional environment variables
 */
export function programOf(
  installed: Installed,
  subject: Subject,
  handler: string,
  settings: Readonly<Record<string, string>> = {},
): Program {
  switch (subject) {
    case 'limit': {
      const cwd = import.meta.dirname;
      return { args: [join(cwd, 'limit.cjs'), handler], cwd, env: { ...environment(cwd), ...settings } };
    }
    case 'alr': {
      const cwd = installed.alr;
      return { args: [binOf(cwd, '@alr/runtime'), handler], cwd, env: { ...environment(cwd), ...settings } };
    }
    case 'ric': {
      const cwd = installed.ric as string;
      const env = { ...environment(cwd), _HANDLER: `${handler}.handler`, ...settings };
      return { args: [binOf(cwd, 'aws-lambda-ric'), `${handler}.handler`], cwd, env };
    }
  }
}

export function binOf(folder: string, name: string): string {
  const root = join(folder, 'node_modules', name);
  const { bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { bin: Record<string, string> };
  const [path] = Object.values(bin);
  if (path === undefined) throw new Error(`${name} has no bin`);
  return join(root, path);
}

/** The environment that Lambda gives every function of an image. */
export function environment(taskRoot: string): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    LAMBDA_TASK_ROOT: taskRoot,
    AWS_EXECUTION_ENV: 'AWS_Lambda_Image',
    AWS_REGION: 'eu-central-1',
    AWS_DEFAULT_REGION: 'eu-central-1',
    AWS_LAMBDA_FUNCTION_NAME: 'bench',
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
    AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/bench',
    AWS_LAMBDA_LOG_STREAM_NAME: '2026/11/23/[$LATEST]0123456789abcdef',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1:2000',
  };
}
