/** A request to a service of Amazon VPC Lattice, whose target group has the event structure version 1. */
export interface LatticeEventV1 {
  /** Encoded; it may have the query. */
  readonly raw_path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly query_string_parameters?: Readonly<Record<string, string>> | null;
  readonly body?: string | null;
  readonly is_base64_encoded?: boolean;
}

/** A request to a service of Amazon VPC Lattice, whose target group has the event structure version 2. */
export interface LatticeEventV2 {
  readonly version: '2.0';
  /** Encoded; it may have the query. */
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, readonly string[] | string>>;
  readonly queryStringParameters?: Readonly<Record<string, readonly string[] | string>> | null;
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
  readonly requestContext: {
    readonly serviceNetworkArn: string;
    readonly serviceArn: string;
    readonly targetGroupArn: string;
    readonly region: string;
    /** In microseconds since 1970. */
    readonly timeEpoch: string;
    /** Who sends the request, as far as VPC Lattice knows. */
    readonly identity?: {
      readonly sourceVpcArn?: string;
      /** `AWS_IAM` if the request is signed. */
      readonly type?: string;
      readonly principal?: string;
      readonly principalOrgID?: string;
      readonly sessionName?: string;
      readonly [name: string]: string | undefined;
    };
  };
}

/**
 * A request to a service of Amazon VPC Lattice, in either version
 * (https://docs.aws.amazon.com/vpc-lattice/latest/ug/lambda-functions.html).
 */
export type LatticeEvent = LatticeEventV1 | LatticeEventV2;
