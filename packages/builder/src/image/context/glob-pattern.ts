const wildcards: Readonly<Record<string, string>> = { '**/': '(?:.*/)?', '**': '.*', '*': '[^/]*', '?': '[^/]' };

/** The expression for the paths that a pattern with `*`, `**` and `?` matches, such as `packages/*` or `./apps/**`. */
export function globPattern(pattern: string): RegExp {
  return new RegExp(`^${globSource(pattern)}$`);
}

/** The same for the paths of matching folders and of everything below them. */
export function globPatternBelow(pattern: string): RegExp {
  return new RegExp(`^${globSource(pattern)}(?:/.*)?$`);
}

function globSource(pattern: string): string {
  const plain = pattern.replace(/^\.?\/+|\/+$/g, '');
  return plain.replace(/\*\*\/|\*\*|\*|\?|[.+^${}()|[\]\\]/g, (match) => wildcards[match] ?? `\\${match}`);
}
