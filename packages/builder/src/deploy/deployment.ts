import { explainAwsError } from '../aws/aws-error.ts';
import { type Aws, connect } from '../aws/connection.ts';
import type { Configuration } from '../config/configuration.ts';
import { rolePolicies } from '../role/role-policies.ts';
import { discover } from './actual/discover.ts';
import { inspect } from './actual/inspect.ts';
import { desiredState, type WantedImage } from './desired/desired-state.ts';
import type { Wanted } from './kinds/kinds.ts';
import type { Observation } from './plan/plan.ts';
import type { Site } from './resource/resource.ts';

/** A project, where it is deployed, and what there should be. */
export interface Deployment {
  readonly configuration: Configuration;
  readonly site: Site;
  readonly image: WantedImage;
  readonly wanted: readonly Wanted[];
}

/** Connects to where a configuration says that its project lives. */
export async function openSite(
  { aws, project, lambda }: Configuration,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Site> {
  return siteOf(await connect({ ...aws, env }), { project, functionName: lambda.name });
}

function siteOf(aws: Aws, names: Omit<Site, 'aws'>): Site {
  return { aws, ...names };
}

/** Works out what there should be. */
export async function prepare(configuration: Configuration, site: Site, image: WantedImage): Promise<Deployment> {
  const policies = await rolePolicies(configuration, site.aws.partition);
  return { configuration, site, image, wanted: desiredState({ configuration, policies, image }, site) };
}

/**
 * Looks at what there is: of what is wanted, and of all that may be ours besides.
 *
 * @param adopts Whether what carries no project's tag, and goes by a wanted name, is taken over.
 */
export async function observe({ site, wanted }: Deployment, adopts: boolean): Promise<Observation[]> {
  const others = await discover(site).catch((error: unknown) => {
    throw explainAwsError(error, 'look for what is deployed already');
  });
  const observations = await inspect(site, wanted, others);
  return adopts ? observations.map((observation) => adopt(observation, site.project)) : observations;
}

function adopt(observation: Observation, project: string): Observation {
  const { wanted, found } = observation;
  if (wanted === undefined || found === undefined || found.owner !== undefined) return observation;
  return { ...observation, found: { ...found, owner: project } };
}
