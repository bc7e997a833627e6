/** Lines of 16 × 16 icons, drawn for this page. */
const paths = {
  check: 'M3.5 8.5 6.5 11.5 12.5 4.5',
  cross: 'M4.5 4.5 11.5 11.5M11.5 4.5 4.5 11.5',
  running: 'M8 2.5a5.5 5.5 0 1 1-5.5 5.5',
  replay: 'M3 8a5 5 0 1 0 1.6-3.7M3 2.5v3h3',
  pin: 'M6 2.5h4l-.6 4 2.1 2.5h-7l2.1-2.5zM8 9v4.5',
  skip: 'M3 4l5 4-5 4zM9 4l4.5 4L9 12z',
  fault: 'M8 2.5 14 13H2zM8 6.5v3M8 11.2v.1',
  copy: 'M5.5 5.5h7v7h-7zM3.5 10.5v-7h7',
  search: 'M7 2.8a4.2 4.2 0 1 1 0 8.4 4.2 4.2 0 0 1 0-8.4M10 10l3.5 3.5',
  back: 'M10 3.5 5.5 8l4.5 4.5',
  theme: 'M8 2.5a5.5 5.5 0 1 0 0 11zM8 2.5v11a5.5 5.5 0 0 0 0-11',
  play: 'M5 3.5 12 8l-7 4.5z',
  function: 'M9.5 3C7.5 3 7.2 4.5 7 6l-.8 5c-.2 1.3-.7 2-2 2M4.5 7h6',
  queue: 'M2.5 5h11v6h-11zM6 5v6M10 5v6',
  bucket: 'M3 4.5h10l-1.2 8.5H4.2zM3 4.5c0-1 2.2-1.7 5-1.7s5 .7 5 1.7',
  topic: 'M3 6.5v3l7 3v-9zM12 6.2c1 .9 1 2.7 0 3.6',
  bus: 'M2.5 8h11M5 8V4.5M11 8V4.5M5 8v3.5M11 8v3.5',
  stream: 'M2.5 5c2-1.5 3.5 1.5 5.5 0s3.5 1.5 5.5 0M2.5 10.5c2-1.5 3.5 1.5 5.5 0s3.5 1.5 5.5 0',
  schedule: 'M8 2.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11M8 5v3l2 1.5',
  http: 'M8 2.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11M2.5 8h11M8 2.5c3 3 3 8 0 11M8 2.5c-3 3-3 8 0 11',
  save: 'M8 2.5v7M5 6.8 8 9.8l3-3M3 12.8h10',
  more: 'M5 6.5 8 9.5l3-3',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      class={`icon icon-${name}`}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      stroke-width="1.5"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={paths[name]} />
    </svg>
  );
}
