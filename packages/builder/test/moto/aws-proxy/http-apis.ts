import type { ApiCall } from './api-call.ts';
import type { Forward } from './moto-gaps.ts';
import type { HttpResponse, Refusal } from './refusal.ts';

type Tags = Record<string, string>;

/**
 * What AWS does for HTTP APIs and moto does not: their tags are listed by the Resource Groups Tagging API, a route exists
 * only once, and an integration that a route leads to cannot be deleted.
 */
export class HttpApis {
  /** The tags of the APIs by their ARNs. */
  readonly #tags = new Map<string, Tags>();

  get tags(): ReadonlyMap<string, Tags> {
    return this.#tags;
  }

  /** Why AWS rejects a call that moto carries out; undefined if it does not. */
  async refusalOf({ operation, url, body }: ApiCall, forward: Forward): Promise<Refusal | undefined> {
    if (operation !== 'CreateRoute' && operation !== 'DeleteIntegration') return undefined;
    const [api] = url.pathname.match(/^\/v2\/apis\/[^/]+/) ?? [];
    const response = await forward('GET', `${api}/routes`, '');
    const { items = [] } = JSON.parse(response.body) as { items?: { routeKey: string; target?: string }[] };
    const conflict = (message: string): Refusal => ({ status: 409, code: 'ConflictException', message });
    if (operation === 'CreateRoute') {
      const { routeKey } = JSON.parse(body) as { routeKey: string };
      const exists = items.some((route) => route.routeKey === routeKey);
      return exists ? conflict(`Route with key ${routeKey} already exists for this API`) : undefined;
    }
    const id = url.pathname.split('/').at(-1);
    const user = items.find(({ target }) => target === `integrations/${id}`);
    return user && conflict(`Cannot delete Integration '${id}' due to a reference by Route '${user.routeKey}'.`);
  }

  /** Records the tags in a call that moto has carried out. */
  record({ operation, region, url, body }: ApiCall, response: HttpResponse): void {
    const arnOf = (id = '') => `arn:aws:apigateway:${region}::/apis/${id}`;
    if (operation === 'CreateApi') {
      const { apiId } = JSON.parse(response.body) as { apiId: string };
      this.#tags.set(arnOf(apiId), { ...(JSON.parse(body) as { tags?: Tags }).tags });
    } else if (operation === 'DeleteApi') {
      this.#tags.delete(arnOf(url.pathname.split('/').at(-1)));
    } else if (operation === 'TagResource') {
      const arn = decodeURIComponent(url.pathname.split('/tags/')[1] ?? '');
      const tags = this.#tags.get(arn);
      if (tags !== undefined) this.#tags.set(arn, { ...tags, ...(JSON.parse(body) as { tags?: Tags }).tags });
    }
  }
}
