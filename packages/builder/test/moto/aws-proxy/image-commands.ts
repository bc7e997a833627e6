import type { ApiCall } from './api-call.ts';
import type { HttpResponse } from './refusal.ts';

type Json = Record<string, unknown>;

/** What the images of an account's functions run. Moto knows only what a function was created with. */
export class ImageCommands {
  /** The last image configuration by region, function and version. */
  readonly #configurations = new Map<string, Json>();

  /** Records what a call changes, and adds to its response what moto leaves out. */
  complete(call: ApiCall, response: HttpResponse): HttpResponse {
    const { operation, region, url, body } = call;
    const [, name = ''] = /\/functions\/([^/]+)/.exec(decodeURIComponent(url.pathname)) ?? [];
    const key = `${region} ${name.split(':')[6] ?? name}`;
    if (operation === 'DeleteFunction' || operation === 'CreateFunction') this.#configurations.delete(key);
    if (operation === 'UpdateFunctionConfiguration') {
      const { ImageConfig } = JSON.parse(body) as { ImageConfig?: Json };
      if (ImageConfig !== undefined) this.#configurations.set(key, ImageConfig);
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
    const ImageConfig = isVersion ? this.#configurations.get(`${key}:${version}`) : current;
    if (ImageConfig === undefined) return response;
    const ImageConfigResponse = { ImageConfig };
    const completed =
      operation === 'GetFunction'
        ? { ...document, Configuration: { ...(document.Configuration as Json), ImageConfigResponse } }
        : { ...document, ImageConfigResponse };
    return { ...response, body: JSON.stringify(completed) };
  }
}
