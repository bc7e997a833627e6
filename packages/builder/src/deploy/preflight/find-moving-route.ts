import type { Project } from '../../config/configuration.ts';
import type { Plan } from '../plan/plan.ts';

/**
 * Finds a route that a command would remove although the configuration leads it to another function. If the command
 * deployed that function too, it would take the route over.
 */
export function findMovingRoute({ steps }: Plan, { functions }: Pick<Project, 'functions'>): string | undefined {
  for (const { action, kind, name } of steps) {
    if (action !== 'remove' || kind !== 'route') continue;
    const next = functions.find(({ triggers }) =>
      triggers.some((trigger) => trigger.type === 'http-api' && trigger.routes.includes(name)),
    );
    if (next === undefined) continue;
    return (
      `the route ${name} moves to the function ${next.function}: deploy that first, with --function ${next.function}, ` +
      'or both, without --function'
    );
  }
  return undefined;
}
