import { withCachedReads } from '../../aws/cached-reads.ts';
import type { Aws } from '../../aws/connection.ts';
import type { Project } from '../../config/configuration.ts';
import type { FunctionPart } from '../desired/deployment-part.ts';
import type { DesiredImage } from '../desired/desired-image.ts';
import { isHandOver, type PartPlan } from '../plan/plan-parts.ts';
import type { Scope } from '../plan/scopes.ts';
import { findMovingRoute } from './find-moving-route.ts';
import { preflight, UndeployableError } from './preflight.ts';

/** What is checked. */
export interface PreflightParts {
  readonly deployment: { readonly image: DesiredImage; readonly project: Pick<Project, 'functions'> };
  readonly scope: Scope;
  readonly plans: readonly PartPlan[];
}

/**
 * Checks the plans of all functions before anything changes, each together with the plan of what they share.
 *
 * @throws {UndeployableError} a plan would fail
 */
export async function preflightParts({ deployment: { image, project }, scope, plans }: PreflightParts): Promise<void> {
  const shared = plans.filter(({ part }) => part.role === 'shared').flatMap(({ plan }) => plan.steps);
  const functions = plans.flatMap(({ part, plan }) => (part.role === 'function' ? [{ part, plan }] : []));
  const handOvers = plans.flatMap(({ part, plan }) =>
    plan.steps.filter((step) => isHandOver({ part, step }, plans)).map(() => part.target.functionName),
  );
  const problems: string[] = [];
  // Nothing changes before the end of these checks, and the parts have one connection.
  let aws: Aws | undefined;
  for (const { part, plan } of inScope(functions, scope)) {
    const { configuration } = part;
    aws ??= withCachedReads(part.target.aws);
    const target = { ...part.target, aws };
    try {
      const moving = findMovingRoute(plan, project);
      if (moving !== undefined) throw new UndeployableError(moving);
      const steps = [...shared, ...plan.steps];
      await preflight({ ...plan, steps }, scope, { configuration, image, target, handOvers: new Set(handOvers) });
    } catch (error) {
      if (!(error instanceof UndeployableError)) throw error;
      problems.push(configuration.inUserTerms(error.message));
    }
  }
  if (problems.length > 0) throw new UndeployableError([...new Set(problems)].join('\n'));
}

interface PlannedFunction {
  readonly part: FunctionPart;
  readonly plan: PartPlan['plan'];
}

/** A command for function URLs concerns only the functions that have one, unless none has. */
function inScope(functions: readonly PlannedFunction[], { kinds }: Scope): readonly PlannedFunction[] {
  if (!kinds?.includes('function url')) return functions;
  const withUrl = functions.filter(({ plan }) => plan.steps.some(({ kind }) => kind === 'function url'));
  return withUrl.length > 0 ? withUrl : functions;
}
