import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Aws } from '../../src/aws/connection.ts';
import { brokenOffAtEachChange } from './broken-off.ts';
import { type Bystanders, bystanders } from './bystanders.ts';
import { changesOf, connectToMoto, deployed, MOTO_URL, useMoto, yamlOf } from './deployed-project.ts';
import { pipelines, streams } from './pipelines.ts';
import { RecordedActions } from './recorded-actions.ts';
import { world } from './world.ts';

describe.skipIf(MOTO_URL === '')('deploying against moto', () => {
  let aws: Aws;
  let theirs: Bystanders;
  beforeAll(async () => {
    useMoto();
    aws = await connectToMoto();
    theirs = await bystanders(aws);
  });

  describe('a function behind an alias', () => {
    const yaml = yamlOf('{ type: none }', 'alias: live, concurrency: 5');
    let before: unknown;
    beforeAll(async () => {
      before = await world(aws);
    });

    it('is made after being broken off at each change, and is then as wanted', async () => {
      await brokenOffAtEachChange((project) => project.apply(), yaml);
      expect(changesOf(await deployed(yaml).plan())).toEqual([]);
    });

    it('runs as another role after being broken off at each change, and the former one goes', async () => {
      const renamed = yaml.replace('role: { name: demo }', 'role: { name: renamed }');
      await brokenOffAtEachChange((project) => project.apply(), renamed);
      expect(JSON.stringify(await world(aws))).toContain('["renamed",');
      await brokenOffAtEachChange((project) => project.apply(), yaml);
      expect(JSON.stringify(await world(aws))).not.toContain('["renamed",');
    });

    it('is removed after being broken off at each change, and all else is as before', async () => {
      await brokenOffAtEachChange((project) => project.teardown(), yaml);
      expect(await world(aws)).toEqual(before);
    });
  });

  describe('a function that has a trigger only at times, broken off at each change', () => {
    const plain = yamlOf('{ type: none }');
    beforeAll(async () => {
      await deployed(plain).apply();
    });
    afterAll(async () => {
      await deployed(plain).teardown();
    });

    describe.each(pipelines)('$name', ({ name, trigger, changed, change }) => {
      const first = () => yamlOf(trigger(theirs));
      const second = () => yamlOf(changed(trigger(theirs)));
      let before: unknown;
      beforeAll(async () => {
        before = await world(aws);
      });

      it('is made, and is then as wanted', async () => {
        await brokenOffAtEachChange((project) => project.apply(), first());
        expect(changesOf(await deployed(first()).plan())).toEqual([]);
      });

      it('is changed by one setting, and by that alone', async () => {
        expect(await deployed(second()).apply()).toEqual(change);
        expect(changesOf(await deployed(second()).plan())).toEqual([]);
      });

      it('takes no permissions but those that check simulates', async () => {
        const actions = new RecordedActions();
        const recorded = deployed(first(), { through: actions.record });
        await recorded.apply();
        await recorded.plan();
        expect(actions.missingFor(name)).toEqual([]);
      });

      it('goes when the trigger is another, and all else is as before', async () => {
        await brokenOffAtEachChange((project) => project.apply(), plain);
        expect(await world(aws)).toEqual(before);
      });
    });

    // moto has no tags for mappings: of one that reads somebody else's stream, only the configuration tells whose it is.
    describe.each(streams)('$name', ({ trigger, changed, change }) => {
      const first = () => yamlOf(trigger(theirs));
      const second = () => yamlOf(changed(trigger(theirs)));

      it('is made, and is then as wanted', async () => {
        await brokenOffAtEachChange((project) => project.apply(), first());
        expect(changesOf(await deployed(first()).plan())).toEqual([]);
      });

      it('is changed by one setting, and by that alone', async () => {
        expect(await deployed(second()).apply()).toEqual(change);
        expect(changesOf(await deployed(second()).plan())).toEqual([]);
      });

      it('is removed', async () => {
        await brokenOffAtEachChange((project) => project.teardown(), second());
        expect(await world(aws)).toMatchObject({ mappings: [] });
      });
    });
  });
});
