import type { ApiCall } from './api-call.ts';
import { EventInvokeConfigs } from './event-invoke-configs.ts';
import { FunctionConfigurations } from './function-configurations.ts';
import { FunctionUrls } from './function-urls.ts';
import { HttpApis } from './http-apis.ts';
import { NewerPolicies } from './newer-policies.ts';
import { refusalOfNotifications } from './overlapping-notifications.ts';
import { encodeRefusal, type HttpResponse, type Refusal } from './refusal.ts';

/** Sends a request to moto. */
export type Forward = (method: string, path: string, body: string | Buffer) => Promise<HttpResponse>;

type Json = Record<string, unknown>;

/**
 * What AWS does and moto does not: event source mappings have ARNs and tags and can read for an alias, each alias has a
 * separate function URL and a separate configuration for asynchronous invocations, functions have a key, a log level and
 * a durable configuration, the command of an image can change, HTTP APIs have some rules, a bucket has the tags that it
 * is created with, creating what already exists fails, and a Zip function cannot become an image function. There is one
 * instance for each account.
 */
export class MotoGaps {
  readonly #account: string;
  /** The tags of the event source mappings by their ARNs. */
  readonly #tags = new Map<string, Record<string, string>>();
  /** The ARNs of the functions or aliases that read a source, by the ids of the mappings. */
  readonly #readers = new Map<string, string>();
  readonly #urls: FunctionUrls;
  readonly #configurations = new FunctionConfigurations();
  readonly #eventInvokeConfigs = new EventInvokeConfigs();
  readonly #httpApis = new HttpApis();
  readonly #newerPolicies = new NewerPolicies();

  constructor(account: string) {
    this.#account = account;
    this.#urls = new FunctionUrls(account);
  }

  /** Responds to a call instead of moto. Resolves to undefined if moto responds as AWS does. */
  async respond(call: ApiCall, forward: Forward): Promise<HttpResponse | undefined> {
    if (/^(ListTags|TagResource|UntagResource)$/.test(call.operation)) return this.#respondToTags(call);
    if (call.operation === 'ListEventSourceMappings') return this.#listMappings(call, forward);
    if (/FunctionUrlConfigs?$/.test(call.operation)) return this.#urls.respond(call, forward);
    if (/FunctionEventInvokeConfigs?$/.test(call.operation)) return this.#eventInvokeConfigs.respond(call, forward);
    if (call.service === 'apigateway') {
      const rejected = await this.#httpApis.refusalOf(call, forward);
      return rejected && encodeRefusal(call, rejected);
    }
    const attached = this.#newerPolicies.respond(call);
    if (attached !== undefined) return attached;
    const refusal = await this.#refusalOf(call, forward);
    return refusal && encodeRefusal(call, refusal);
  }

  /** Adds what moto leaves out of its response. */
  async complete(call: ApiCall, response: HttpResponse, forward: Forward): Promise<HttpResponse> {
    if (response.status >= 300) return response;
    if (call.service === 'iam') return this.#newerPolicies.complete(call, response);
    if (call.service === 'apigateway') this.#httpApis.record(call, response);
    if (call.service === 'apigateway') return response;
    if (call.operation === 'CreateBucket') await tagBucket(call, forward);
    if (call.operation === 'GetResources') return this.#addTagged(call, response);
    if (/^Delete(Function|Alias)$/.test(call.operation)) {
      this.#urls.remove(call);
      this.#eventInvokeConfigs.remove(call);
    }
    if (!/EventSourceMappings?$/.test(call.operation)) return this.#configurations.complete(call, response);
    const mapping = JSON.parse(response.body) as Json;
    this.#record(call, mapping);
    return { ...response, body: JSON.stringify(this.#complete(call, mapping)) };
  }

  #record({ operation, region, body }: ApiCall, { UUID }: Json): void {
    const { FunctionName, Tags } = (body === '' ? {} : JSON.parse(body)) as { FunctionName?: string; Tags?: object };
    const arn = this.#mappingArn(region, UUID);
    if (operation === 'CreateEventSourceMapping') this.#tags.set(arn, { ...Tags });
    if (operation === 'DeleteEventSourceMapping') this.#tags.delete(arn);
    if (FunctionName !== undefined) this.#readers.set(String(UUID), this.#functionArn(region, FunctionName));
  }

  /** Moto replaces an alias by the version that it points to when the mapping is created. */
  #complete({ region }: ApiCall, { Tags, ...mapping }: Json): Json {
    const { UUID, FunctionArn } = mapping;
    return {
      ...mapping,
      FunctionArn: this.#readers.get(String(UUID)) ?? FunctionArn,
      EventSourceMappingArn: this.#mappingArn(region, UUID),
    };
  }

  async #listMappings(call: ApiCall, forward: Forward): Promise<HttpResponse> {
    const { region, url } = call;
    const source = url.searchParams.get('EventSourceArn');
    const name = url.searchParams.get('FunctionName');
    const response = await forward('GET', `${url.pathname.replace(/\/$/, '')}/`, '');
    const { EventSourceMappings = [] } = JSON.parse(response.body) as { EventSourceMappings?: Json[] };
    const found = EventSourceMappings.map((mapping) => this.#complete(call, mapping)).filter(
      ({ EventSourceArn, FunctionArn }) =>
        (source === null || EventSourceArn === source) &&
        (name === null || FunctionArn === this.#functionArn(region, name)),
    );
    return { ...response, body: JSON.stringify({ EventSourceMappings: found }) };
  }

  #mappingArn(region: string, uuid: unknown): string {
    return `arn:aws:lambda:${region}:${this.#account}:event-source-mapping:${uuid}`;
  }

  #functionArn(region: string, name: string): string {
    return name.startsWith('arn:') ? name : `arn:aws:lambda:${region}:${this.#account}:function:${name}`;
  }

  #respondToTags({ service, url, body, operation }: ApiCall): HttpResponse | undefined {
    const arn = decodeURIComponent(url.pathname.split('/tags/')[1] ?? '');
    if (service !== 'lambda' || !arn.includes(':event-source-mapping:')) return undefined;
    const tags = this.#tags.get(arn) ?? {};
    if (operation === 'TagResource') this.#tags.set(arn, { ...tags, ...JSON.parse(body).Tags });
    if (operation === 'UntagResource') {
      const removed = url.searchParams.getAll('tagKeys');
      this.#tags.set(arn, Object.fromEntries(Object.entries(tags).filter(([name]) => !removed.includes(name))));
    }
    const isList = operation === 'ListTags';
    return {
      status: isList ? 200 : 204,
      headers: { 'content-type': 'application/json' },
      body: isList ? JSON.stringify({ Tags: tags }) : '',
    };
  }

  #addTagged({ region, body }: ApiCall, response: HttpResponse): HttpResponse {
    const { TagFilters = [], ResourceTypeFilters } = JSON.parse(body) as {
      TagFilters?: { Key: string; Values?: string[] }[];
      ResourceTypeFilters?: string[];
    };
    if (ResourceTypeFilters !== undefined) return response;
    const list = JSON.parse(response.body) as { ResourceTagMappingList?: Json[] };
    const matches = [...this.#tags, ...this.#httpApis.tags].filter(
      ([arn, tags]) =>
        arn.includes(`:${region}:`) &&
        TagFilters.every(({ Key, Values }) => Key in tags && (!Values?.length || Values.includes(tags[Key] ?? ''))),
    );
    const added = matches.map(([ResourceARN, tags]) => ({
      ResourceARN,
      Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    }));
    const ResourceTagMappingList = [...(list.ResourceTagMappingList ?? []), ...added];
    return { ...response, body: JSON.stringify({ ...list, ResourceTagMappingList }) };
  }

  async #refusalOf(call: ApiCall, forward: Forward): Promise<Refusal | undefined> {
    const { pathname, search } = call.url;
    const get = async (path: string) => {
      const { status, body } = await forward('GET', path, '');
      return status === 200 ? (JSON.parse(body) as Json) : undefined;
    };
    const conflict = (message: string): Refusal => ({ status: 409, code: 'ResourceConflictException', message });
    switch (call.operation) {
      case 'AddPermission': {
        const { StatementId } = JSON.parse(call.body) as { StatementId: string };
        const policy = String((await get(`${pathname}${search}`))?.Policy ?? '{}');
        if (!(JSON.parse(policy).Statement ?? []).some(({ Sid }: { Sid: string }) => Sid === StatementId)) return;
        return conflict(
          `The statement id (${StatementId}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
        );
      }
      case 'CreateEventSourceMapping': {
        const { EventSourceArn, FunctionName } = JSON.parse(call.body) as Record<string, string>;
        const query = new URLSearchParams({ EventSourceArn: EventSourceArn ?? '', FunctionName: FunctionName ?? '' });
        const url = new URL(`${pathname}?${query}`, call.url);
        const { body } = await this.#listMappings({ ...call, url }, forward);
        const existing = JSON.parse(body).EventSourceMappings as Json[];
        if (existing.length === 0) return undefined;
        return conflict(
          `An event source mapping with SQS arn (" ${EventSourceArn} ") and function (" ${FunctionName} ") already exists. Please update or delete the existing mapping with UUID ${existing[0]?.UUID}`,
        );
      }
      case 'UpdateFunctionCode': {
        if (!('ImageUri' in JSON.parse(call.body))) return undefined;
        const configuration = await get(pathname.replace(/\/code$/, '/configuration'));
        if (configuration?.PackageType !== 'Zip') return undefined;
        return {
          code: 'InvalidParameterValueException',
          message: "Please don't provide ImageUri when updating a function with packageType Zip.",
        };
      }
      case 'PutBucketNotificationConfiguration':
        return refusalOfNotifications(call.body);
      default:
        return undefined;
    }
  }
}

async function tagBucket({ body, url }: ApiCall, forward: Forward): Promise<void> {
  const tags = [...body.matchAll(/<Tag>.*?<\/Tag>/gs)].map(([tag]) => tag).join('');
  if (tags === '') return;
  await forward('PUT', `${url.pathname}?tagging`, `<Tagging><TagSet>${tags}</TagSet></Tagging>`);
}
