import { readFile, writeFile } from 'node:fs/promises';
import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { createTestProject, type TestProject } from '../../test-project.ts';
import { type ApiCall, isChange } from '../aws-proxy/api-call.ts';
import { type Interfere, openAwsProxy } from '../aws-proxy/aws-proxy.ts';
import { installFakeEngine } from '../install-fake-engine.ts';
import { MOTO_URL } from '../moto-url.ts';
import { type Answer, type Output, runAsProcess, runInProcess, runInTerminal } from './run-command.ts';
import type { TeamAccount } from './team-account.ts';

const FAKE_ENGINE = fileURLToPath(new URL('fake-engine.ts', import.meta.url));

export interface TeamProjectOptions {
  readonly region?: string;
  /** The environment that the project's developers set, besides the credentials. */
  readonly env?: Readonly<Record<string, string>>;
  /** The directory with the state of the container engine, to share the machine with another project. */
  readonly machine?: string;
}

/** How to run one command. */
export interface RunOptions {
  /** Further words of the command line. */
  readonly args?: readonly string[];
  /** The image to deploy; null deploys the one that was built on this machine. */
  readonly image?: string | null;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly interfere?: Interfere;
  /** Kills the command right after the first change of the account for which this is true. */
  readonly killAfter?: (change: ApiCall) => boolean;
  /** Runs the command in a separate process instead of in this one. */
  readonly process?: boolean;
  /** Runs the command on a terminal, where this is typed. */
  readonly answer?: Answer;
}

/** What a command printed, called and changed. */
export interface Outcome extends Output {
  /** The names of the calls that changed something or were to, in order. */
  readonly changes: readonly string[];
  readonly calls: readonly ApiCall[];
  /** The largest number of calls that waited for their responses at the same time. */
  readonly mostAtOnce: number;
  readonly wasKilled: boolean;
  /** What the command changed although others had created it, one line each. */
  readonly trespasses: readonly string[];
}

/** A project of a team: a directory with a `lambda.yaml`, and the commands that are run in it. */
export class TeamProject implements AsyncDisposable {
  readonly #account: TeamAccount;
  readonly #files: TestProject;
  readonly #options: TeamProjectOptions;

  private constructor(account: TeamAccount, files: TestProject, options: TeamProjectOptions) {
    this.#account = account;
    this.#files = files;
    this.#options = options;
  }

  static async create(account: TeamAccount, yaml: string, options: TeamProjectOptions): Promise<TeamProject> {
    const files = await createTestProject({
      'lambda.yaml': yaml,
      // 1.0 requires the file of a stage; its content is up to the test.
      'lambda.dev.yaml': '',
      'lambda.prod.yaml': '',
      Dockerfile: 'FROM scratch\n',
    });
    await installFakeEngine(files.path('bin'), FAKE_ENGINE);
    return new TeamProject(account, files, options);
  }

  get directory(): string {
    return this.#files.directory;
  }

  /** Writes the configuration anew, or another file of the project. */
  async write(content: string, file = 'lambda.yaml'): Promise<void> {
    await writeFile(this.#files.path(file), content);
  }

  /** Changes the configuration as text. It is a mistake of the test if that has no effect. */
  async edit(from: string | RegExp, to: string): Promise<void> {
    const before = await readFile(this.#files.path('lambda.yaml'), 'utf8');
    const after = before.replaceAll(from instanceof RegExp ? new RegExp(from, 'g') : from, to);
    if (after === before) throw new Error(`lambda.yaml does not contain ${from}`);
    await this.write(after);
  }

  apply(stage: string, options?: RunOptions): Promise<Outcome> {
    return this.run(stage, 'apply', options);
  }

  /** `apply --prune --yes`: deletes what the configuration no longer contains. */
  prune(stage: string, options: RunOptions = {}): Promise<Outcome> {
    return this.run(stage, 'apply', { ...options, args: ['--prune', '--yes', ...(options.args ?? [])] });
  }

  teardown(stage: string, options: RunOptions = {}): Promise<Outcome> {
    return this.run(stage, 'lambda-teardown', { ...options, args: ['--yes', ...(options.args ?? [])] });
  }

  plan(stage: string, options?: RunOptions): Promise<Outcome> {
    return this.run(stage, 'plan', options);
  }

  /** The plan as JSON. Only for assertions, so its type is open. */
  async planJson(stage: string): Promise<{ steps: Record<string, unknown>[] }> {
    const { stdout, stderr } = await this.run(stage, 'plan', { args: ['--json'] });
    if (stdout === '') throw new Error(`no plan: ${stderr}`);
    return JSON.parse(stdout);
  }

  /**
   * Runs a command again and again until it completes, and kills it once after each of its changes.
   *
   * @returns the outcome of the last run, with the trespasses of all, and the number of kills
   */
  async withKills(stage: string, command: string, options: RunOptions = {}): Promise<Outcome & { kills: number }> {
    const survived = new Set<string>();
    const killAfter = ({ operation, url, body }: ApiCall) => {
      // A call that is repeated by the next run, such as PublishVersion, must not kill that run again.
      const call = `${operation} ${url.pathname}${url.search} ${body}`;
      const isNew = !survived.has(call);
      survived.add(call);
      return isNew;
    };
    let kills = 0;
    const changes: string[] = [];
    const outcome = await this.#observe(stage, options, async () => {
      for (; kills < 100; kills += 1) {
        const result = await this.#run(stage, command, { ...options, killAfter });
        changes.push(...result.changes);
        if (!result.wasKilled) return { ...result, changes };
      }
      throw new Error(`${command} does not complete after 100 kills`);
    });
    return { ...outcome, kills };
  }

  /** Runs a command for a stage, and compares the account before and after it. */
  async run(stage: string | undefined, command: string, options: RunOptions = {}): Promise<Outcome> {
    return this.#observe(stage, options, () => this.#run(stage, command, options));
  }

  async #observe(
    stage: string | undefined,
    { image }: RunOptions,
    run: () => Promise<Omit<Outcome, 'trespasses'>>,
  ): Promise<Outcome> {
    if (image === undefined) await this.#account.ciImage(this.#region);
    const before = await this.#account.read();
    const result = await run();
    const after = await this.#account.read();
    const actor = { project: await this.#projectName(stage), stage: stage ?? 'dev', region: this.#region };
    return { ...result, trespasses: this.#account.ledger.record(actor, before, after) };
  }

  async #run(
    stage: string | undefined,
    command: string,
    { args = [], image, env, interfere, killAfter = () => false, process: asProcess, answer }: RunOptions,
  ): Promise<Omit<Outcome, 'trespasses'>> {
    const killed = Promise.withResolvers<void>();
    let wasKilled = false;
    const proxy = await openAwsProxy({
      motoUrl: MOTO_URL,
      account: this.#account.id,
      gaps: this.#account.gaps,
      onChange: (call) => this.#account.forget(call),
      interfere: async (call) => {
        if (wasKilled) return { kind: 'ignore' };
        const interference = await interfere?.(call);
        if (interference !== undefined || !isChange(call) || !killAfter(call)) return interference;
        wasKilled = true;
        return { kind: 'lose response' };
      },
      onLost: killed.resolve,
    });
    const uri = image === undefined ? await this.#account.ciImage(this.#region) : image;
    const takesImage = /^(apply|plan|lambda-function|update-function|lambda-pipeline)$/.test(command);
    const words = [
      command,
      ...(stage === undefined ? [] : ['--stage', stage]),
      ...(takesImage && uri !== null ? ['--image-uri', uri] : []),
      '--install-dir',
      this.directory,
      ...args,
    ];
    const environment = { ...this.#environment(proxy.url, stage), ...env };
    const run = asProcess ? runAsProcess : runInProcess;
    const output = await (answer === undefined
      ? run(words, environment, killed.promise)
      : runInTerminal(words, environment, answer));
    // A killed command in this process must never get another response, not even an error.
    if (!wasKilled) await proxy.close();
    const changes = proxy.calls.filter(isChange).map(({ operation }) => operation);
    return { ...output, wasKilled, changes, calls: proxy.calls, mostAtOnce: proxy.mostAtOnce };
  }

  get #region(): string {
    return this.#options.region ?? this.#account.region;
  }

  #environment(endpoint: string, stage: string | undefined): Record<string, string | undefined> {
    return {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: this.#region,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_EC2_METADATA_DISABLED: 'true',
      FORCE_COLOR: undefined,
      PATH: [this.#files.path('bin'), process.env.PATH].join(delimiter),
      FAKE_ENGINE_DIRECTORY: this.#options.machine ?? this.directory,
      FAKE_ENGINE_ACCOUNT: this.#account.id,
      STAGE: stage,
      ...this.#options.env,
    };
  }

  async #projectName(stage: string | undefined): Promise<string> {
    const { project, lambda } = parse(await readFile(this.#files.path('lambda.yaml'), 'utf8'));
    return String(project ?? lambda?.name).replace(
      /\$\{STAGE(:-(.*?))?\}/,
      (_, __, standard) => stage ?? standard ?? '',
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#files[Symbol.asyncDispose]();
  }
}
