/** A queue rejects a request. The code and the message are those of SQS. */
export class QueueError extends Error {
  /** The name of the exception of SQS: `ReceiptHandleIsInvalid`. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }

  override get name(): string {
    return 'QueueError';
  }
}

/** A parameter has an invalid value. */
export function invalidParameter(message: string): QueueError {
  return new QueueError('InvalidParameterValueException', message);
}

/** A value of a parameter is impossible for this reason. */
export function invalidValue(parameter: string, value: unknown, reason: string): QueueError {
  return invalidParameter(`Value ${value} for parameter ${parameter} is invalid. Reason: ${reason}`);
}

/** A parameter that the request needs is missing. */
export function missingParameter(parameter: string): QueueError {
  return new QueueError('MissingRequiredParameterException', `The request must contain the parameter ${parameter}.`);
}

/** A number is outside of its limits. */
export function checkNumber(parameter: string, value: number, min: number, max: number, unit: string): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  throw invalidValue(parameter, value, `Must be between ${min} and ${max}, if provided, and a whole number${unit}.`);
}
