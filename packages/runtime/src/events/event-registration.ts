/**
 * What a class must also be for its `static schema` to give what its method takes; nothing more where it has no schema,
 * or takes anything. The schema is one of the Standard Schema specification (https://standardschema.dev).
 */
export type MatchingSchema<Class> = [OutputOf<Class>] extends [PayloadOf<Class>]
  ? unknown
  : { readonly schema: SchemaOf<PayloadOf<Class>> };

interface SchemaOf<Output> {
  readonly '~standard': { readonly types?: { readonly output: Output } | undefined };
}

/** What the schema of a class gives; never, which fits all, where it has none. */
type OutputOf<Class> = Class extends { readonly schema: SchemaOf<infer Output> } ? Output : never;

/** What the method of a class takes. */
type PayloadOf<Class> = Class extends new (
  ...args: never[]
) => { readonly '~payload'?: infer Payload }
  ? Payload
  : unknown;
