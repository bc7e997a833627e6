import { sampleEvent } from '../../events/samples/sample-event.ts';
import { readTemplate } from '../../package-files.ts';
import { extensionOf, type ProjectSettings } from '../settings/settings.ts';
import type { ProjectFile } from './project-files.ts';
import { fillForTrigger, sourceOf } from './sources.ts';

/** A fixed time, so that scaffolding again writes the same sample events. */
const sampleTime = new Date('2026-01-01T12:00:00Z');

/**
 * The files of a function that is added to a project: its source, its test and the event that the test sends.
 *
 * @param name the name of the function and of its module
 * @param className the name of the class that handles its events
 * @param project the value of `project`
 */
export async function functionFilesOf(
  settings: ProjectSettings,
  name: string,
  className: string,
  project: string,
): Promise<ProjectFile[]> {
  const source = sourceOf(settings);
  const extension = extensionOf(settings);
  const ending = settings.language === 'typescript' ? 'ts' : 'js';
  const values: Readonly<Record<string, string>> = {
    extension,
    event: source.event,
    events: source.events,
    logged: source.logged,
  };
  const render = async (template: string) => {
    const text = fillForTrigger(await readTemplate(`${settings.language}/src/${template}.${ending}`), settings, {
      name,
      project,
    });
    return text
      .replace(/\{\{(\w+)\}\}/g, (_, placeholder: string) => values[placeholder] ?? '')
      .replaceAll('MyLambda', className)
      .replaceAll('image.handler', `functions.${name}.handler`)
      .replaceAll(`./app.${extension}`, `./${name}.${extension}`);
  };
  const userFile = (path: string, text: string): ProjectFile => ({ path, text, isManaged: false });
  const event = source.event === 'hello' ? { name: 'Ada' } : sampleEvent(source.event, { time: sampleTime });
  return [
    userFile(`src/${name}.${extension}`, await render(source.template)),
    userFile(`src/${name}.test.${extension}`, await render('app.test')),
    userFile(`events/${source.event}.json`, `${JSON.stringify(event, undefined, 2)}\n`),
  ];
}
