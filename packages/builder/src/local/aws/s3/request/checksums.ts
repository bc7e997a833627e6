import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { ObjectChecksum } from '../../../sources/bucket/stored-object.ts';
import { AwsApiError } from '../../aws-api-error.ts';

export type ChecksumAlgorithm = ObjectChecksum['algorithm'];

/** The checksums of S3: https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html */
const algorithms: Readonly<Record<ChecksumAlgorithm, (body: Uint8Array) => Buffer>> = {
  CRC32: (body) => bigEndian(crc32(body)),
  CRC32C: (body) => bigEndian(crc32c(body)),
  CRC64NVME: crc64Nvme,
  SHA1: (body) => createHash('sha1').update(body).digest(),
  SHA256: (body) => createHash('sha256').update(body).digest(),
};

export const checksumAlgorithms = Object.keys(algorithms) as ChecksumAlgorithm[];

/**
 * The algorithm with a name of AWS.
 *
 * @throws {AwsApiError} the emulator does not have it
 */
export function checksumAlgorithm(name: string): ChecksumAlgorithm {
  const algorithm = checksumAlgorithms.find((each) => each === name);
  if (algorithm !== undefined) return algorithm;
  throw new AwsApiError(
    'NotImplemented',
    `The emulator has no checksum ${name}, only ${checksumAlgorithms.join(', ')}`,
    { status: 501 },
  );
}

/** The checksum of a body, in Base64. */
export function checksumOf(algorithm: ChecksumAlgorithm, body: Uint8Array): string {
  return algorithms[algorithm](body).toString('base64');
}

/** The polynomials, with the lowest power in the highest bit. */
const CRC32C_POLYNOMIAL = 0x82f63b78;
const CRC64_POLYNOMIAL = 0x9a6c9329ac4bc9b5n;

const crc32cTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = (value & 1) === 0 ? value >>> 1 : (value >>> 1) ^ CRC32C_POLYNOMIAL;
  return value;
});

function crc32c(body: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of body) value = (value >>> 8) ^ (crc32cTable[(value ^ byte) & 0xff] ?? 0);
  return ~value >>> 0;
}

/** Upper and lower halves, because numbers of 64 bits are slow. */
const crc64Tables = (() => {
  const values = BigUint64Array.from({ length: 256 }, (_, byte) => {
    let value = BigInt(byte);
    for (let bit = 0; bit < 8; bit++) value = (value & 1n) === 0n ? value >> 1n : (value >> 1n) ^ CRC64_POLYNOMIAL;
    return value;
  });
  return {
    high: Uint32Array.from(values, (value) => Number(value >> 32n)),
    low: Uint32Array.from(values, (value) => Number(value & 0xffffffffn)),
  };
})();

function crc64Nvme(body: Uint8Array): Buffer {
  let [high, low] = [0xffffffff, 0xffffffff];
  for (const byte of body) {
    const index = (low ^ byte) & 0xff;
    low = ((low >>> 8) | (high << 24)) ^ (crc64Tables.low[index] ?? 0);
    high = (high >>> 8) ^ (crc64Tables.high[index] ?? 0);
  }
  return Buffer.concat([bigEndian(~high >>> 0), bigEndian(~low >>> 0)]);
}

function bigEndian(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
