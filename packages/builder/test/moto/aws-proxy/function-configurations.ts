import type { ApiCall } from './api-call.ts';
import type { HttpResponse } from './refusal.ts';

type Json = Record<string, unknown>;

/** What moto forgets of a function's configuration, apart from the command of its image. */
const forgotten = ['KMSKeyArn', 'LoggingConfig', 'DurableConfig'] as const;

/**
 * The parts of the functions' configurations that moto does not keep: some settings, and the command of an image, of
 * which it knows only what a function was created with.
 */
export class FunctionConfigurations {
  /** By region, function and version. */
  readonly #configurations = new Map<string, Json>();

  /** Records what a call changes, and adds to its response what moto leaves out. */
  complete(call: ApiCall, response: HttpResponse): HttpResponse {
    const { operation, region, url, body } = call;
    const [, name = operation === 'CreateFunction' ? String(JSON.parse(body).FunctionName) : ''] =
      /\/functions\/([^/]+)/.exec(decodeURIComponent(url.pathname)) ?? [];
    const key = `${region} ${name.split(':')[6] ?? name}`;
    if (operation === 'DeleteFunction') this.#configurations.delete(key);
    if (operation === 'CreateFunction') this.#configurations.set(key, partsOf(JSON.parse(body), forgotten));
    if (operation === 'UpdateFunctionConfiguration') {
      const changed = partsOf(JSON.parse(body), [...forgotten, 'ImageConfig']);
      this.#configurations.set(key, { ...this.#configurations.get(key), ...changed });
    }
    if (!/^(GetFunction|GetFunctionConfiguration|UpdateFunctionConfiguration|PublishVersion)$/.test(operation)) {
      return response;
    }
    const document = JSON.parse(response.body) as Json;
    const version = operation === 'PublishVersion' ? String(document.Version) : url.searchParams.get('Qualifier');
    const current = this.#configurations.get(key);
    if (operation === 'PublishVersion' && current !== undefined) {
      this.#configurations.set(`${key}:${version}`, current);
    }
    const isVersion = version !== null && /^\d+$/.test(version);
    const configuration = isVersion ? this.#configurations.get(`${key}:${version}`) : current;
    if (configuration === undefined) return response;
    const { ImageConfig, ...others } = configuration;
    const added = { ...others, ...(ImageConfig === undefined ? {} : { ImageConfigResponse: { ImageConfig } }) };
    const completed =
      operation === 'GetFunction'
        ? { ...document, Configuration: { ...(document.Configuration as Json), ...added } }
        : { ...document, ...added };
    return { ...response, body: JSON.stringify(completed) };
  }
}

function partsOf(configuration: Json, names: readonly string[]): Json {
  return Object.fromEntries(Object.entries(configuration).filter(([name]) => names.includes(name)));
}
