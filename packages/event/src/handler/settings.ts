// @compile-at-start
/**
 * The static settings that subclasses of a handler class may declare. A handler class extends a constant of this type:
 *
 *     const Base: typeof EventHandler & StaticSettings<{ concurrency: number }> = EventHandler;
 *
 * So the compiler checks the type of a subclass's `static concurrency`, and accepts it with or without the keyword
 * `override`, which users would otherwise have to write (`noImplicitOverride`): the members of a mapped type have no
 * declaration that could be overridden. `Extract` keeps the mapped type from inheriting the declarations of `Values`.
 */
export type StaticSettings<Values> = { readonly [Name in Extract<keyof Values, string>]?: Values[Name] };

/** The static settings of a handler's class. */
export function settingsOf<Values>(handler: object): StaticSettings<Values> {
  // The constraints of the class that calls this have checked the types.
  return handler.constructor as unknown as StaticSettings<Values>;
}

/** The environment variables that `alr-builder` sets along with the resources they describe. */
interface SettingsEnvironment {
  /** `true`, or the ARNs of the event sources whose mappings have `ReportBatchItemFailures`, separated by commas. */
  readonly ALR_PARTIAL_BATCH_RESPONSE?: string | undefined;
  /** `RESPONSE_STREAM` if the function URL has that invoke mode. It applies to no other front of the function. */
  readonly ALR_INVOKE_MODE?: string | undefined;
}

/** Whether these event sources accept a partial batch response. Any other value counts as no. */
export function isPartialBatchResponseOn(
  sourceArns: readonly (string | undefined)[],
  env: SettingsEnvironment = process.env,
): boolean {
  const value = env.ALR_PARTIAL_BATCH_RESPONSE?.trim();
  return value ? value.toLowerCase() === 'true' || areListed(sourceArns, value) : false;
}

// @compile-later
function areListed(sourceArns: readonly (string | undefined)[], list: string): boolean {
  const listed = list.split(/[\s,]+/);
  return sourceArns.length > 0 && sourceArns.every((arn) => arn !== undefined && listed.includes(arn));
}

/** Whether the caller of the function URL accepts a stream. */
// @compile-later
export function isResponseStreamOn(env: SettingsEnvironment = process.env): boolean {
  return env.ALR_INVOKE_MODE === 'RESPONSE_STREAM';
}
