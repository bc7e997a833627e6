import { randomInt } from 'node:crypto';
import { CreateRepositoryCommand, ECRClient, PutImageCommand } from '@aws-sdk/client-ecr';
import { CallLimit } from '../../../src/aws/call-limit.ts';
import type { Aws, ClientSettings } from '../../../src/aws/connection.ts';
import type { Account } from '../account/entry.ts';
import { Ledger } from '../account/ledger.ts';
import { AccountReader } from '../account/read-account.ts';
import type { ApiCall } from '../aws-proxy/api-call.ts';
import { type AwsProxy, openAwsProxy } from '../aws-proxy/aws-proxy.ts';
import { MotoGaps } from '../aws-proxy/moto-gaps.ts';
import { imageManifest } from '../image-manifest.ts';
import { MOTO_URL } from '../moto-url.ts';
import { TeamProject, type TeamProjectOptions } from './team-project.ts';

/** How many calls moto handles at the same time without closing connections. */
const MAX_CALLS = 30;

export interface TeamAccountOptions {
  /** The regions whose contents are compared; the first is the default of all projects. */
  readonly regions?: readonly string[];
  /** The account id; by default, one that no other test uses. */
  readonly id?: string;
}

/**
 * An empty account of AWS, emulated by moto, that several projects and other people use. Everything that a command
 * changes in it is compared with what the command may change.
 */
export class TeamAccount implements AsyncDisposable {
  readonly id: string;
  readonly regions: readonly string[];
  readonly gaps: MotoGaps;
  readonly ledger = new Ledger();
  readonly #proxy: AwsProxy;
  readonly #connections = new Map<string, Aws>();
  readonly #projects: TeamProject[] = [];
  readonly #images = new Map<string, string>();
  readonly #reader = new AccountReader(() => this.regions.map((region) => this.#connect(region)));

  private constructor(id: string, regions: readonly string[], gaps: MotoGaps, proxy: AwsProxy) {
    this.id = id;
    this.regions = regions;
    this.gaps = gaps;
    this.#proxy = proxy;
    process.env.AWS_ACCESS_KEY_ID = 'test';
    process.env.AWS_SECRET_ACCESS_KEY = 'test';
    process.env.AWS_EC2_METADATA_DISABLED = 'true';
    // The helpers that create resources of others call AWS without a client too.
    process.env.AWS_ENDPOINT_URL = proxy.url;
  }

  static async open({
    regions = ['eu-west-1'],
    id = unusedAccountId(),
  }: TeamAccountOptions = {}): Promise<TeamAccount> {
    const gaps = new MotoGaps(id);
    const onChange = (call: ApiCall) => account.forget(call);
    const proxy = await openAwsProxy({ motoUrl: MOTO_URL, account: id, gaps, onChange });
    const account = new TeamAccount(id, regions, gaps, proxy);
    return account;
  }

  /** Reads anew what a call can have changed. */
  forget({ service }: ApiCall): void {
    this.#reader.forget(service);
  }

  /** The image that projects deploy by default: one that people of the account pushed to their repository `ci`. */
  async ciImage(region: string): Promise<string> {
    const known = this.#images.get(region);
    if (known !== undefined) return known;
    const digest = await this.asOthers((aws) => pushImage(aws, 'ci', 'first'), region);
    const image = `${this.id}.dkr.ecr.${region}.amazonaws.com/ci@${digest}`;
    this.#images.set(region, image);
    return image;
  }

  get region(): string {
    return this.regions[0] ?? '';
  }

  /** A directory with a `lambda.yaml`. */
  async project(yaml: string, options: TeamProjectOptions = {}): Promise<TeamProject> {
    const created = await TeamProject.create(this, yaml, options);
    this.#projects.push(created);
    return created;
  }

  /** Does something as people who do not use `alr-builder`. What they create is foreign to all projects. */
  async asOthers<Result>(act: (aws: Aws) => Promise<Result>, region = this.region): Promise<Result> {
    return act(this.#connect(region));
  }

  /** Everything in the account. */
  async read(): Promise<Account> {
    return this.#reader.read();
  }

  /** The ids of all entries that match, such as `queue eu-west-1 jobs`. */
  async ids(pattern = /./): Promise<string[]> {
    return [...(await this.read()).keys()].filter((id) => pattern.test(id));
  }

  /** The ids of all entries apart from the repository `ci`, which has the image of the projects. */
  async idsOfProjects(): Promise<string[]> {
    return (await this.ids()).filter((id) => !/ ci(@|$)/.test(id));
  }

  /** The content of an entry; undefined if there is none. Only for assertions, so its type is open. */
  async content(id: string): Promise<Record<string, unknown> | undefined> {
    return (await this.read()).get(id)?.content as Record<string, unknown> | undefined;
  }

  #connect(region: string): Aws {
    const known = this.#connections.get(region);
    if (known !== undefined) return known;
    const clients = new Map<unknown, unknown>();
    const limit = new CallLimit(MAX_CALLS);
    const settings = { region, maxAttempts: 2, retryMode: 'standard', forcePathStyle: true, endpoint: this.#proxy.url };
    const aws: Aws = {
      partition: 'aws',
      region,
      account: this.id,
      caller: `arn:aws:iam::${this.id}:user/others`,
      client<Client>(Client: new (settings: ClientSettings) => Client): Client {
        const client = clients.get(Client) ?? limited(new Client(settings), limit);
        clients.set(Client, client);
        // Every value is an instance of its key.
        return client as Client;
      },
      inRegion: (other) => this.#connect(other),
      async pause() {},
    };
    this.#connections.set(region, aws);
    return aws;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#projects.map((project) => project[Symbol.asyncDispose]()));
    await this.#proxy.close();
  }
}

/** Lets a client of the SDK make a limited number of calls at the same time. */
function limited<Client>(client: Client, limit: CallLimit): Client {
  // Every client of the SDK has this method.
  const sender = client as { send(...args: unknown[]): Promise<unknown> };
  const { send } = sender;
  sender.send = (...args) => limit.run(() => send.apply(sender, args));
  return client;
}

/** Pushes an image to a repository, which is created if it is missing; returns the digest. */
export async function pushImage(aws: Aws, repositoryName: string, tag: string): Promise<string> {
  const ecr = aws.client(ECRClient);
  await ecr.send(new CreateRepositoryCommand({ repositoryName })).catch(() => {});
  const { image } = await ecr.send(
    new PutImageCommand({ repositoryName, imageManifest: imageManifest(tag), imageTag: tag }),
  );
  return image?.imageId?.imageDigest ?? '';
}

/** Files may run at the same time against the same moto. */
function unusedAccountId(): string {
  return String(randomInt(1e11, 9e11));
}
