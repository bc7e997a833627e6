import { LocalOptionError } from '../../options/local-option-error.ts';

/**
 * Reads the faults and the seed out of the body of a request.
 *
 * @throws {LocalOptionError} a member has another type
 */
export function faultsRequestOf({
  faults,
  seed,
}: Readonly<Record<string, unknown>>): [faults: readonly string[], seed: number | undefined] {
  if (!Array.isArray(faults) || faults.some((fault) => typeof fault !== 'string')) {
    throw new LocalOptionError('faults is not a list of texts');
  }
  if (seed === undefined) return [faults as string[], undefined];
  if (typeof seed === 'number' && Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32)
    return [faults as string[], seed];
  throw new LocalOptionError(`seed is not a whole number from 0 to ${2 ** 32 - 1}`);
}
