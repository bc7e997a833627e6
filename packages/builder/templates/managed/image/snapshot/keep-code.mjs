/**
 * Keeps a part of the compiled code in a snapshot. A snapshot of Node contains either no compiled code of Node's own
 * modules, so that the start compiles those that it loads, or that of all modules: 4 MB, which the start has to read.
 * Both take time. This keeps the code of the modules that the function loads as it starts.
 */

/**
 * Removes the code of other modules from a snapshot, which is a list at its end: the number of items, and of each item the
 * length and the bytes of its name and of its code. Numbers have 8 bytes.
 *
 * @param blob a snapshot with the code of all modules
 * @param names the names of the modules whose code is kept
 * @returns undefined if the snapshot has another format
 */
export function keepCode(blob, names) {
  const list = findList(blob);
  if (list === undefined) return undefined;
  const kept = list.items.filter(({ name }) => names.has(name));
  const head = Buffer.from(blob.subarray(0, list.start + 8));
  head.writeBigUInt64LE(BigInt(kept.length), list.start);
  return Buffer.concat([head, ...kept.map(({ start, end }) => blob.subarray(start, end))]);
}

function findList(blob) {
  // What comes before has about the size of the smallest snapshot.
  for (let start = 1_000_000; start < blob.length - 8; start += 1) {
    const items = readItems(blob, start);
    if (items !== undefined) return { start, items };
  }
  return undefined;
}

/** The items of a list that ends with the snapshot; undefined if there is none at this place. */
function readItems(blob, place) {
  const numberAt = (at) => (at + 8 <= blob.length && blob.readUInt32LE(at + 4) === 0 ? blob.readUInt32LE(at) : NaN);
  const count = numberAt(place);
  if (!(count >= 50 && count <= 2000)) return undefined;
  const items = [];
  let at = place + 8;
  while (items.length < count) {
    const start = at;
    const nameLength = numberAt(at);
    if (!(nameLength > 0 && nameLength < 200)) return undefined;
    const name = blob.toString('latin1', at + 8, at + 8 + nameLength);
    if (!/^[\w/.-]+$/.test(name)) return undefined;
    at += 8 + nameLength;
    at += 8 + numberAt(at);
    if (!(at <= blob.length)) return undefined;
    items.push({ name, start, end: at });
  }
  return at === blob.length ? items : undefined;
}
