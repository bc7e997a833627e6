/** Milliseconds as people write them: `2 min`, `6 min 30 s`, `1.5 s`. */
export function describeDuration(ms: number): string {
  const tenths = Math.round(ms / 100);
  const [days, hours, minutes] = [
    Math.floor(tenths / 864_000),
    Math.floor((tenths % 864_000) / 36_000),
    Math.floor((tenths % 36_000) / 600),
  ];
  const seconds = (tenths % 600) / 10;
  const parts = [
    ...(days > 0 ? [`${days} d`] : []),
    ...(hours > 0 ? [`${hours} h`] : []),
    ...(minutes > 0 ? [`${minutes} min`] : []),
    ...(seconds > 0 || tenths === 0 ? [`${seconds} s`] : []),
  ];
  return parts.join(' ');
}
