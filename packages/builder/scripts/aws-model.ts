import type {
  CompactError,
  CompactMember,
  CompactModel,
  CompactOperation,
  CompactShape,
  CompactStructure,
  MemberPlace,
} from '../src/local/aws/model/compact-model.ts';

/**
 * The schemas that AWS's clients export, such as `SendMessage$`: arrays whose first item is the kind, then namespace,
 * name and traits. They are described in the package `@smithy/types`.
 */
type Schema = number | string | readonly unknown[] | (() => Schema);

const LIST = 1;
const MAP = 2;
const STRUCTURE = 3;
const UNION = 4;
const ERROR = -3;
const OPERATION = 9;
const SIMPLE = 0;

const simpleTypes = new Map<unknown, string>([
  [0, 'string'],
  [1, 'number'],
  [2, 'boolean'],
  [4, 'time'],
  [5, 'date-time'],
  [6, 'http-date'],
  [7, 'epoch-seconds'],
  [21, 'blob'],
  [42, 'blob'],
]);
/** Added to the number of a simple type: a list, or a map, of it. */
const LIST_OF = 64;
const MAP_OF = 128;

/** Traits can be a number, in which each bit stands for one. */
const HTTP_LABEL = 1;
const HTTP_PAYLOAD = 16;

type Traits = Readonly<Record<string, unknown>>;

/** What is known about a service besides its operations. */
export type ServiceSettings = Pick<CompactModel, 'title' | 'target' | 'namespace'>;

/** Collects what the operations of a service consist of, from the exports of AWS's client for it. */
export function compactModel(
  client: Readonly<Record<string, unknown>>,
  settings: ServiceSettings,
  operationNames: readonly string[],
): CompactModel {
  const operations: Record<string, CompactOperation> = {};
  const structures: Record<string, CompactStructure> = {};
  const errors: Record<string, CompactError> = {};
  const missing: Record<string, string> = {};

  const shapeOf = (reference: Schema): CompactShape => {
    const schema = typeof reference === 'function' ? reference() : reference;
    if (schema === 'unit') return 'Unit';
    if (typeof schema === 'number') {
      const simple = (code: number) => simpleTypes.get(code) ?? unknown(schema);
      if (schema >= MAP_OF) return { map: ['string', simple(schema - MAP_OF)] };
      if (schema >= LIST_OF) return { list: simple(schema - LIST_OF) };
      return simple(schema);
    }
    if (!Array.isArray(schema)) return unknown(schema);
    const [kind, , name, traits] = schema;
    switch (kind) {
      case SIMPLE:
        return shapeOf(schema[4]);
      case LIST:
        return { list: memberOf(schema[4]) };
      case MAP:
        return { map: [memberOf(schema[4]), memberOf(schema[5])] };
      case STRUCTURE:
      case UNION:
      // An event stream can contain errors.
      case ERROR:
        if (structures[name] === undefined) {
          const members: Record<string, CompactMember> = {};
          // Before its members, one of which can be of the same type.
          structures[name] = { members };
          (schema[4] as string[]).forEach((member, index) => {
            members[member] = memberOf(schema[5][index]);
          });
          const { xmlName } = traitsOf(traits);
          structures[name] = {
            members,
            ...(schema[6] !== undefined && { required: schema[6] }),
            ...(xmlName !== undefined && { xmlName: xmlName as string }),
          };
        }
        return name;
      default:
        return unknown(schema);
    }
  };
  const memberOf = (schema: Schema): CompactMember => {
    if (!Array.isArray(schema) || schema.length !== 2) return shapeOf(schema);
    const place = placeOf(traitsOf(schema[1]));
    return Object.keys(place).length === 0 ? shapeOf(schema[0]) : [shapeOf(schema[0]), place];
  };

  // Only S3 has no name for its operations in the headers.
  const isRest = settings.target === '';
  for (const name of operationNames) {
    const schema = client[`${name}$`];
    if (!Array.isArray(schema) || schema[0] !== OPERATION) throw new Error(`the client has no operation ${name}`);
    const { http } = traitsOf(schema[3]);
    const nameOf = (reference: Schema) => {
      const shape = shapeOf(reference);
      return typeof shape === 'string' ? shape : unknown(reference);
    };
    operations[name] = {
      input: nameOf(schema[4]),
      output: nameOf(schema[5]),
      ...(http !== undefined && { http: http as [string, string, number] }),
    };
  }
  for (const schema of Object.values(client)) {
    if (!Array.isArray(schema) || schema[0] !== OPERATION || operations[schema[2]] !== undefined) continue;
    const [method, uri] = (traitsOf(schema[3]).http ?? []) as string[];
    missing[schema[2]] = isRest && method !== undefined ? `${method} ${uri}` : '';
  }
  for (const schema of Object.values(client)) {
    if (!Array.isArray(schema) || schema[0] !== ERROR || String(schema[1]).startsWith('smithy.')) continue;
    const { httpError = 400, awsQueryError } = traitsOf(schema[3]);
    const [queryCode] = (awsQueryError ?? []) as string[];
    errors[schema[2]] = {
      status: httpError as number,
      ...(queryCode !== undefined && queryCode !== schema[2] && { queryCode }),
    };
  }
  return { ...settings, operations, missing, structures, errors };
}

/** Where a member is in a message. Its names are in the headers of the REST protocols, or in the elements of XML. */
function placeOf(traits: Traits): MemberPlace {
  const { httpHeader, httpPrefixHeaders, httpQuery, xmlName, xmlNamespace } = traits;
  return {
    ...(traits.httpLabel === 1 && { label: true }),
    ...(httpHeader !== undefined && { header: String(httpHeader).toLowerCase() }),
    ...(httpPrefixHeaders !== undefined && { headers: httpPrefixHeaders as string }),
    ...(httpQuery !== undefined && { query: httpQuery as string }),
    ...(traits.httpPayload === 1 && { payload: true }),
    ...(xmlName !== undefined && { xmlName: xmlName as string }),
    ...(traits.xmlFlattened === 1 && { flat: true }),
    ...(traits.xmlAttribute === 1 && { attribute: true }),
    ...(xmlNamespace !== undefined && { xmlNamespace: xmlNamespace as [string, string] }),
  };
}

function traitsOf(traits: unknown): Traits {
  if (typeof traits !== 'number') return (traits ?? {}) as Traits;
  return {
    ...((traits & HTTP_LABEL) !== 0 && { httpLabel: 1 }),
    ...((traits & HTTP_PAYLOAD) !== 0 && { httpPayload: 1 }),
  };
}

function unknown(schema: unknown): never {
  throw new Error(`unknown schema ${JSON.stringify(schema)}`);
}
