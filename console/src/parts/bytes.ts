const ROW_LENGTH = 16;
/** Tabs, line feeds, form feeds and escape sequences occur in texts. Other control characters do not. */
const FIRST_TEXT_BYTE = 0x09;
const LAST_BLANK = 0x0d;
const ESCAPE = 0x1b;

/** `00000010  68 65 6c 6c 6f …  hello…`: the offset, the bytes, and the characters of ASCII among them. */
export function hexRows(bytes: Uint8Array): readonly string[] {
  const rows: string[] = [];
  for (let start = 0; start < bytes.length; start += ROW_LENGTH) {
    const row = [...bytes.subarray(start, start + ROW_LENGTH)];
    const hex = row.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const text = row.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
    rows.push(`${start.toString(16).padStart(8, '0')}  ${hex.padEnd(ROW_LENGTH * 3 - 1)}  ${text}`);
  }
  return rows;
}

/** The bytes of a text in Base64; undefined if it is not one. */
export function bytesOfBase64(text: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

/** Bytes as Base64. */
export function base64Of(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

/** The bytes of a text in UTF-8. */
export function bytesOfText(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Whether bytes are no text in UTF-8, or one with characters that no text has. */
export function isBinary(bytes: Uint8Array): boolean {
  if (bytes.some((byte) => byte < FIRST_TEXT_BYTE || (byte > LAST_BLANK && byte < ESCAPE))) return true;
  try {
    // Its last character can be incomplete, because only the beginning of something is shown.
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return false;
  } catch {
    return true;
  }
}
