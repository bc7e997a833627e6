import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { type Aws, connect } from '../../src/aws/connection.ts';
import { loadConfiguration } from '../../src/config/load-configuration.ts';
import { apply } from '../../src/deploy/apply/apply.ts';
import { removalsOf, teardown } from '../../src/deploy/apply/remove-resources.ts';
import { observe, prepare } from '../../src/deploy/deployment.ts';
import type { WantedImage } from '../../src/deploy/desired/desired-state.ts';
import { makePlan, type Plan } from '../../src/deploy/plan/plan.ts';
import { type DeploymentTarget, idOf } from '../../src/deploy/resource/resource.ts';

/** Where moto answers; empty where there is none. */
export const MOTO_URL = inject('motoUrl');

/** Points the AWS SDK of this process to moto. */
export function useMoto(): void {
  process.env.AWS_ENDPOINT_URL = MOTO_URL;
  process.env.AWS_ACCESS_KEY_ID = 'test';
  process.env.AWS_SECRET_ACCESS_KEY = 'test';
  process.env.AWS_EC2_METADATA_DISABLED = 'true';
}

/** Connects to moto; it settles everything at once, so nothing waits. */
export async function connectToMoto(region = 'eu-central-1'): Promise<Aws> {
  const aws = await connect({ profile: undefined, region, account: undefined, env: process.env });
  return { ...aws, pause: async () => {} };
}

/** The image that is deployed, where images don't matter: moto looks at none. */
export const someImage: WantedImage = {
  kind: 'given',
  uri: `123456789012.dkr.ecr.eu-central-1.amazonaws.com/alr-lambda@sha256:${'a'.repeat(64)}`,
};

/** A small function and its trigger, as YAML. */
export function yamlOf(trigger: string, lambda = ''): string {
  return `image: { handler: app.handler }\nlambda: { name: demo, ${lambda} }\nrole: { name: demo }\ntrigger: ${trigger}\n`;
}

/** A `lambda.yaml` and the account that it is deployed to. */
export interface DeployedProject {
  plan(): Promise<Plan>;
  /** Plans and applies; returns what was done, such as `create queue jobs`. */
  apply(): Promise<string[]>;
  /** Removes all that is ours. */
  teardown(): Promise<void>;
}

/** How a project is deployed. */
export interface DeployedOptions {
  readonly image?: WantedImage;
  readonly region?: string;
  readonly adopts?: boolean;
  /** What stands between the engine and AWS. */
  readonly through?: (aws: Aws) => Aws;
}

/** A project with this configuration; `aws` is connected anew for each thing that is done, as by each command. */
export function deployed(
  yaml: string,
  { image = someImage, region, adopts = false, through = (aws) => aws }: DeployedOptions = {},
): DeployedProject {
  const look = async () => {
    const configuration = await parse(yaml);
    const aws = through(await connectToMoto(region));
    const target: DeploymentTarget = { aws, project: configuration.project, functionName: configuration.lambda.name };
    const deployment = await prepare(configuration, target, image);
    return { target, states: await observe(deployment, adopts) };
  };
  const plan = async () => {
    const { target, states } = await look();
    return { target, plan: makePlan(states, target.project) };
  };
  return {
    plan: async () => (await plan()).plan,
    async apply() {
      const current = await plan();
      await apply(current.plan, current.target, () => {});
      return changesOf(current.plan);
    },
    async teardown() {
      const { target, states } = await look();
      await teardown(removalsOf(states, target.project), target, () => {});
    },
  };
}

/** What a plan would do, such as `create queue jobs`. */
export function changesOf({ steps }: Plan): string[] {
  return steps
    .filter(({ action }) => action === 'create' || action === 'update' || action === 'remove')
    .map((step) => `${step.action} ${idOf(step)}`);
}

async function parse(yaml: string) {
  const directory = await mkdtemp(join(tmpdir(), 'alr-moto-'));
  try {
    await writeFile(join(directory, 'lambda.yaml'), yaml);
    return await loadConfiguration({ directory, file: undefined, stage: undefined, env: {} });
  } finally {
    await rm(directory, { recursive: true });
  }
}
