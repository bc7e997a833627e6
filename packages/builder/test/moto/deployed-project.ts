import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { type Aws, connect } from '../../src/aws/connection.ts';
import { loadConfiguration } from '../../src/config/load-configuration.ts';
import { applyParts } from '../../src/deploy/apply/apply-parts.ts';
import { removeResources } from '../../src/deploy/apply/remove-resources.ts';
import { prepareDeployment, readParts } from '../../src/deploy/deployment.ts';
import type { DesiredImage } from '../../src/deploy/desired/desired-image.ts';
import type { Plan } from '../../src/deploy/plan/plan.ts';
import { type PartPlan, planParts, stepsOf } from '../../src/deploy/plan/plan-parts.ts';
import { removalsOf } from '../../src/deploy/plan/removals.ts';
import { scopes } from '../../src/deploy/plan/scopes.ts';
import { idOf } from '../../src/deploy/resource/resource.ts';
import { settleParts } from '../../src/deploy/usage/settle-removals.ts';

/** The URL of moto; empty if it is not available. */
export const MOTO_URL = inject('motoUrl');

/** Configures the AWS SDK of this process for moto. */
export function useMoto(): void {
  process.env.AWS_ENDPOINT_URL = MOTO_URL;
  process.env.AWS_ACCESS_KEY_ID = 'test';
  process.env.AWS_SECRET_ACCESS_KEY = 'test';
  process.env.AWS_EC2_METADATA_DISABLED = 'true';
}

/** Connects to moto. Its changes take effect at once, so no pauses are needed. */
export async function connectToMoto(region = 'eu-central-1'): Promise<Aws> {
  const aws = await connect({ profile: undefined, region, account: undefined, env: process.env }, async () => {});
  return withoutPauses(aws);
}

function withoutPauses(aws: Aws): Aws {
  return { ...aws, inRegion: (region) => withoutPauses(aws.inRegion(region)), pause: async () => {} };
}

/** An image for tests that do not depend on it. Moto does not check that it exists. */
export const someImage: DesiredImage = {
  kind: 'registry',
  uri: `123456789012.dkr.ecr.eu-central-1.amazonaws.com/alr-lambda@sha256:${'a'.repeat(64)}`,
};

/** The configuration of a small function with this trigger, as YAML. */
export function yamlOf(trigger: string, lambda = ''): string {
  return `image: { handler: app.handler }\nlambda: { name: demo, ${lambda} }\nrole: { name: demo }\ntrigger: ${trigger}\n`;
}

/** A configuration and the account that it is deployed to. */
export interface DeployedProject {
  plan(): Promise<Plan>;
  /** Plans and applies, as with `--prune`; returns the changes, such as `create queue jobs`. */
  apply(): Promise<string[]>;
  /** Removes all of our resources. */
  teardown(): Promise<void>;
}

/** Options for deploying a project. */
export interface DeployedOptions {
  readonly image?: DesiredImage;
  readonly region?: string;
  readonly adopts?: boolean;
  /** Wraps the connection to AWS. */
  readonly wrapAws?: (aws: Aws) => Aws;
}

/** A project with this configuration. Each operation opens a new connection, as each command does. */
export function deployed(
  yaml: string,
  { image = someImage, region, adopts = false, wrapAws = (aws) => aws }: DeployedOptions = {},
): DeployedProject {
  const inspect = async () => {
    const aws = wrapAws(await connectToMoto(region));
    return readParts(prepareDeployment(await parse(yaml), aws, image), { adopts });
  };
  const plan = async () => {
    return settleParts(planParts(await inspect(), scopes.apply), { prune: true, deleteMessages: [] });
  };
  const whole = (plans: readonly PartPlan[]): Plan => {
    return { steps: stepsOf(plans).map(({ step }) => step), known: new Map() };
  };
  return {
    plan: async () => whole(await plan()),
    async apply() {
      const plans = await plan();
      await applyParts(plans, () => {});
      return changesOf(whole(plans));
    },
    async teardown() {
      for (const { part, states } of (await inspect()).reverse()) {
        await removeResources(removalsOf(states, part.target), part.target, () => {});
      }
    },
  };
}

/** The changes that a plan would make, such as `create queue jobs`. */
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
