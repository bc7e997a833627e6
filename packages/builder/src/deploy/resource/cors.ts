/** Which pages from other origins may call a function over HTTP. */
export interface CorsSettings {
  readonly allowOrigins: readonly string[];
  readonly allowMethods: readonly string[];
  readonly allowHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly allowCredentials: boolean;
  /** Seconds. */
  readonly maxAge: number;
}

/** The same in the form that Lambda and API Gateway use. */
interface CorsParameters {
  readonly AllowOrigins?: string[] | undefined;
  readonly AllowMethods?: string[] | undefined;
  readonly AllowHeaders?: string[] | undefined;
  readonly ExposeHeaders?: string[] | undefined;
  readonly AllowCredentials?: boolean | undefined;
  readonly MaxAge?: number | undefined;
}

/** Reads the settings; null if nothing is allowed. */
export function corsOf(cors: CorsParameters | undefined): CorsSettings | null {
  const settings = {
    allowOrigins: cors?.AllowOrigins ?? [],
    allowMethods: cors?.AllowMethods ?? [],
    allowHeaders: cors?.AllowHeaders ?? [],
    exposeHeaders: cors?.ExposeHeaders ?? [],
    allowCredentials: cors?.AllowCredentials ?? false,
    maxAge: cors?.MaxAge ?? 0,
  };
  const isEmpty = Object.values(settings).every((value) => (Array.isArray(value) ? value.length === 0 : !value));
  return isEmpty ? null : settings;
}

/** The parameters for the settings. */
export function corsParameters(cors: CorsSettings) {
  return {
    AllowOrigins: [...cors.allowOrigins],
    AllowMethods: [...cors.allowMethods],
    AllowHeaders: [...cors.allowHeaders],
    ExposeHeaders: [...cors.exposeHeaders],
    AllowCredentials: cors.allowCredentials,
    MaxAge: cors.maxAge,
  };
}
