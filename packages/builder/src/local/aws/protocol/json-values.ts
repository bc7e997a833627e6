import { malformedRequest } from '../aws-api-error.ts';
import type { Shape } from '../model/service-model.ts';
import { readStructure } from './structure-value.ts';

/**
 * Turns JSON into a value as AWS's SDK has it.
 *
 * @param name what to call the value in an error
 * @throws {AwsApiError} the JSON has another shape
 */
export function fromJson(shape: Shape, json: unknown, name: string): unknown {
  if (json === null || json === undefined) return undefined;
  switch (shape.kind) {
    case 'string':
    case 'number':
    case 'boolean':
      if (typeof json !== shape.kind) throw wrongType(name, shape.kind, json);
      return json;
    case 'blob':
      if (typeof json !== 'string') throw wrongType(name, 'text in Base64', json);
      return Buffer.from(json, 'base64');
    case 'list': {
      if (!Array.isArray(json)) throw wrongType(name, 'list', json);
      const { shape: item } = shape.member;
      return json.map((each, index) => presentFromJson(item, each, `${name}.${index + 1}`));
    }
    case 'map': {
      if (!isRecord(json)) throw wrongType(name, 'map', json);
      const { shape: value } = shape.value;
      return Object.fromEntries(
        Object.entries(json).map(([key, each]) => [key, presentFromJson(value, each, `${name}.${key}`)]),
      );
    }
    case 'structure':
      if (!isRecord(json)) throw wrongType(name, 'structure', json);
      return readStructure(shape, (member) => {
        return Object.hasOwn(json, member.name) ? fromJson(member.shape, json[member.name], member.name) : undefined;
      });
    default:
      if (typeof json !== 'string' && typeof json !== 'number') throw wrongType(name, 'time', json);
      return timeFromJson(json, name);
  }
}

/** @param json seconds, or a date as text */
function timeFromJson(json: string | number, name: string): Date {
  const time = new Date(typeof json === 'string' ? json : json * 1000);
  if (Number.isNaN(time.getTime())) throw malformedRequest(`${name} is not a time: "${json}"`);
  return time;
}

/** Turns an item of a list, or a value of a map, which cannot be missing. */
function presentFromJson(shape: Shape, json: unknown, name: string): unknown {
  if (json === null) throw wrongType(name, shape.kind, json);
  return fromJson(shape, json, name);
}

/** Turns a value as AWS's SDK has it into what `JSON.stringify` can write. */
export function toJson(shape: Shape, value: unknown): unknown {
  if (value === undefined || value === null) return undefined;
  switch (shape.kind) {
    case 'blob':
      return Buffer.from(value as Uint8Array).toString('base64');
    case 'list':
      return (value as readonly unknown[]).map((each) => toJson(shape.member.shape, each));
    case 'map':
      return Object.fromEntries(
        Object.entries(value as object).map(([key, each]) => [key, toJson(shape.value.shape, each)]),
      );
    case 'structure': {
      const json: Record<string, unknown> = {};
      for (const member of shape.members) {
        const each = (value as Record<string, unknown>)[member.name];
        if (each !== undefined) json[member.name] = toJson(member.shape, each);
      }
      return json;
    }
    case 'string':
    case 'number':
    case 'boolean':
      return value;
    default:
      return (value as Date).getTime() / 1000;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function wrongType(name: string, expected: string, json: unknown) {
  const type = Array.isArray(json) ? 'list' : typeof json === 'object' ? 'structure' : typeof json;
  return malformedRequest(`${name} must be a ${expected}, but is ${json === null ? 'null' : `a ${type}`}`);
}
