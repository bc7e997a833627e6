import { LocalOptionError } from '../../options/local-option-error.ts';
import { localBucket } from '../../project/handles/local-bucket.ts';
import type { StoredObject } from '../../sources/bucket/stored-object.ts';
import { described, object, text } from '../openapi/json-schema.ts';
import { nothing, schemaOf } from '../openapi/schemas.ts';
import { ApiError, type ApiRoute, type ControlledEmulator, RawBytes } from './api-route.ts';
import { optionalText, requiredText } from './body-values.ts';
import { found, page, paging } from './pages.ts';

/** The routes for buckets and schedules. */
export const sourceRoutes: readonly ApiRoute[] = [
  {
    method: 'GET',
    path: '/api/buckets/{name}',
    summary: 'A bucket with its objects, in the order of their keys',
    query: { ...paging, prefix: { type: 'text', description: 'Only objects whose keys start with this' } },
    response: schemaOf('Bucket'),
    errors: [404],
    run({ project }, { path: { name = '' }, query: { prefix = '', ...query } }) {
      const bucket = found(project.sources?.current?.buckets.get(name), 'bucket', name);
      const keys = bucket.keys.filter((key) => key.startsWith(String(prefix)));
      const objects = page(keys, query).flatMap((key) => {
        const object = bucket.get(key);
        return object ? [describeObject(object)] : [];
      });
      return { name, count: keys.length, objects };
    },
  },
  {
    method: 'GET',
    path: '/api/buckets/{name}/object',
    summary: 'The content of an object, as bytes',
    query: {
      key: { type: 'text', description: 'Its key' },
      limit: { type: 'number', description: 'How many bytes of its beginning (default: all)' },
    },
    response: described(text(), 'The bytes'),
    contentType: 'application/octet-stream',
    errors: [404],
    run(emulator, { path: { name = '' }, query: { key = '', limit } }) {
      const content = found(bucketOf(emulator, name).get(String(key)), 'object', String(key));
      return new RawBytes(limit === undefined ? content : content.subarray(0, Number(limit)));
    },
  },
  {
    method: 'POST',
    path: '/api/buckets/{name}/put',
    summary: 'Puts an object: `key`, and `body` as a text or `base64`',
    body: object({ key: text() }, { body: text(), base64: text('Instead of `body`') }),
    response: nothing,
    errors: [404, 422],
    run(emulator, { path: { name = '' }, body }) {
      const [text, base64] = [optionalText(body, 'body'), optionalText(body, 'base64')];
      const content = base64 === undefined ? (text ?? '') : Buffer.from(base64, 'base64');
      bucketOf(emulator, name).put(requiredText(body, 'key'), content);
      return {};
    },
  },
  {
    method: 'POST',
    path: '/api/buckets/{name}/delete',
    summary: 'Deletes an object: `key`',
    body: object({ key: text() }),
    response: nothing,
    errors: [404],
    run(emulator, { path: { name = '' }, body }) {
      bucketOf(emulator, name).delete(requiredText(body, 'key'));
      return {};
    },
  },
  {
    method: 'POST',
    path: '/api/schedules/{name}/run',
    summary: 'Runs a schedule now. Its times stay as they are',
    response: nothing,
    errors: [404],
    run({ project }, { path: { name = '' } }) {
      if (project.sources?.current?.events.runSchedule(name) !== true) {
        throw new ApiError(404, `there is no schedule ${JSON.stringify(name)}`);
      }
      return {};
    },
  },
];

function bucketOf({ project }: ControlledEmulator, name: string) {
  return orNotFound(() => localBucket(project.sources?.current?.buckets, project.clock, name));
}

function orNotFound<Result>(find: () => Result): Result {
  try {
    return find();
  } catch (error) {
    if (error instanceof LocalOptionError) throw new ApiError(404, error.message);
    throw error;
  }
}

function describeObject({ key, body, lastModified, eTag, headers, metadata }: StoredObject): object {
  return {
    key,
    size: body.length,
    modifiedAt: lastModified.getTime(),
    eTag,
    ...(headers.ContentType !== undefined && { contentType: headers.ContentType }),
    ...(Object.keys(metadata).length > 0 && { metadata }),
  };
}
