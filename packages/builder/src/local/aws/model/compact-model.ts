/**
 * The operations of a service as `pnpm generate` writes them, from the schemas that AWS's own client exports. Names refer
 * to structures, or to a simple type.
 */
export interface CompactModel {
  /** What people call the service. */
  readonly title: string;
  /** The prefix of `X-Amz-Target`, in the JSON protocols. */
  readonly target: string;
  /** The namespace of the elements, in the XML protocols. */
  readonly namespace: string;
  readonly operations: Readonly<Record<string, CompactOperation>>;
  /** The operations that only AWS has. In the REST protocols with their method and URI, as in `GET /?acl`. */
  readonly missing: Readonly<Record<string, string>>;
  readonly structures: Readonly<Record<string, CompactStructure>>;
  readonly errors: Readonly<Record<string, CompactError>>;
}

/** An operation. `http` is the method, the URI and the status of the REST protocols. */
export interface CompactOperation {
  readonly input: string;
  readonly output: string;
  readonly http?: readonly [method: string, uri: string, status: number];
}

/** A structure. Its first members are required, as many as `required`. */
export interface CompactStructure {
  readonly members: Readonly<Record<string, CompactMember>>;
  readonly required?: number;
  readonly xmlName?: string;
}

/** What an error looks like: its status, and its name in the older query protocol if that is another. */
export interface CompactError {
  readonly status: number;
  readonly queryCode?: string;
}

/** A type, or a type and its place in the message. */
export type CompactMember = CompactShape | readonly [CompactShape, MemberPlace];

export type CompactShape =
  | string
  | { readonly list: CompactMember }
  | { readonly map: readonly [key: CompactMember, value: CompactMember] };

/** Where a member is in a message, if that does not follow from its name. */
export interface MemberPlace {
  readonly label?: true;
  readonly header?: string;
  /** The prefix of the headers that are a map. */
  readonly headers?: string;
  readonly query?: string;
  /** The member is the body. */
  readonly payload?: true;
  readonly xmlName?: string;
  /** The items of a list have no element around them. */
  readonly flat?: true;
  readonly attribute?: true;
  readonly xmlNamespace?: readonly [prefix: string, uri: string];
}
