import { list } from '../keys/key.ts';
import { checkCors, corsKeys } from './cors.ts';
import type { TriggerRules } from './trigger-rules.ts';

/** The keys of an HTTP API of API Gateway. */
export const httpApiKeys = {
  routes: list({
    format: 'route',
    env: 'HTTP_ROUTES',
    default: ['$default'],
    description:
      'The requests to handle, such as GET /orders/{id} or ANY /files/{path+}; $default: all that have no route. All functions of a stage share one HTTP API.',
  }),
  cors: corsKeys,
} as const;

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const MAX_SECONDS = 30;

/** Requests to the HTTP API of the project and stage. */
export const httpApi: TriggerRules<'http-api'> = {
  profile: 'basic',
  *errors({ routes, cors }) {
    if (routes.length === 0) {
      yield { keys: ['trigger.routes'], message: 'trigger.routes is empty: write a route, such as GET /orders' };
    }
    for (const route of routes) {
      const names = [...route.matchAll(/\{([^}+]+)\+?\}/g)].map(([, name]) => name ?? '');
      const twice = names.find((name, index) => names.indexOf(name) !== index);
      if (twice === undefined) continue;
      const message = `trigger.routes has "${route}", with the parameter ${twice} twice: rename one of them`;
      yield { keys: ['trigger.routes'], message };
    }
    yield* checkCors(cors);
  },
  *warnings(_, { lambda }) {
    if (lambda.timeout <= MAX_SECONDS) return;
    yield {
      keys: ['lambda.timeout', 'trigger.type'],
      message:
        `lambda.timeout is ${lambda.timeout} seconds: an HTTP API waits at most ${MAX_SECONDS}, and then responds with ` +
        'status 503 while the function runs on',
    };
  },
  claims: ({ routes }) =>
    routes.map((route) => ({
      what: 'route',
      name: route,
      key: 'trigger.routes',
      advice: 'a route leads to one function, so remove it from one of them',
    })),
};
