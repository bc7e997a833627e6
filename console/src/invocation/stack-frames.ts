import { visibleText } from '../state/visible-text.ts';

/** A line of a stack, such as `at handler (/home/ada/shop/src/app.ts:3:5)`. */
export interface Frame {
  /** The whole line. */
  readonly text: string;
  /** What comes before the place: `at handler`. */
  readonly name: string;
  /** The path of the file; empty if the frame has none. */
  readonly file: string;
  readonly line: string;
  readonly column: string;
}

/** Frames that follow each other, and are all of the project or all of others. */
export interface FrameGroup {
  readonly isOwn: boolean;
  readonly frames: readonly Frame[];
}

const placed =
  /^(?<name>at(?: .*?)?) \(?(?<file>(?:file:\/\/|\/|[A-Za-z]:[\\/]|node:).*?):(?<line>\d+):(?<column>\d+)\)?$/;

/** The frames of a stack. Its first lines may be the message. */
export function framesOf(stack: readonly string[]): readonly Frame[] {
  return stack
    .map((each) => each.trim())
    .filter((each) => each.startsWith('at '))
    .map((each) => {
      const { name = '', file = '', line = '', column = '' } = placed.exec(each)?.groups ?? {};
      return { text: visibleText(each), name: visibleText(name), file: pathOf(file), line, column };
    });
}

/** Modules have URLs, in which a blank is %20. */
function pathOf(file: string): string {
  if (!file.startsWith('file://')) return file;
  const path = file.slice('file://'.length);
  try {
    return decodeURIComponent(path).replace(/^\/(?=[A-Za-z]:)/, '');
  } catch {
    return path;
  }
}

/** Where a frame is in the user's code, from the folder of the project on; undefined if it is somewhere else. */
export function placeInProject(directory: string, { file }: Frame): string | undefined {
  const [folder, path] = [directory, file].map((each) => each.replaceAll('\\', '/')) as [string, string];
  if (!path.startsWith(`${folder}/`) || path.includes('/node_modules/')) return undefined;
  return path.slice(folder.length + 1);
}

export function groupFrames(frames: readonly Frame[], directory: string): readonly FrameGroup[] {
  const groups: { isOwn: boolean; frames: Frame[] }[] = [];
  for (const frame of frames) {
    const isOwn = placeInProject(directory, frame) !== undefined;
    const last = groups.at(-1);
    if (last?.isOwn === isOwn) last.frames.push(frame);
    else groups.push({ isOwn, frames: [frame] });
  }
  return groups;
}
