import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Aws } from '../../src/aws/connection.ts';
import { takeSnapshot } from './account-snapshot.ts';
import { changesOf, connectToMoto, deployed, MOTO_URL, useMoto, yamlOf } from './deployed-project.ts';
import { createForeignResources, type ForeignResources } from './foreign-resources.ts';
import { interruptAfterEachChange } from './interruptions.ts';
import { RecordedActions } from './recorded-actions.ts';
import { streamCases, triggerCases } from './trigger-cases.ts';

/** Tests that a trigger can be created, even with interruptions, and that one of its settings can change. */
function testCreationAndChange(first: () => string, second: () => string, changes: readonly string[]): void {
  it('is created with an interruption after each change', async () => {
    await interruptAfterEachChange((project) => project.apply(), first());
    expect(changesOf(await deployed(first()).plan())).toEqual([]);
  });

  it('changes in one setting only', async () => {
    expect(await deployed(second()).apply()).toEqual(changes);
    expect(changesOf(await deployed(second()).plan())).toEqual([]);
  });
}

describe.skipIf(MOTO_URL === '')('deploying against moto', () => {
  let aws: Aws;
  let theirs: ForeignResources;
  beforeAll(async () => {
    useMoto();
    aws = await connectToMoto();
    theirs = await createForeignResources(aws);
  });

  describe('a function behind an alias', () => {
    const yaml = yamlOf('{ type: none }', 'alias: live, concurrency: 5');
    let before: unknown;
    beforeAll(async () => {
      before = await takeSnapshot(aws);
    });

    it('can be created with an interruption after each change', async () => {
      await interruptAfterEachChange((project) => project.apply(), yaml);
      expect(changesOf(await deployed(yaml).plan())).toEqual([]);
    });

    it('gets another role with an interruption after each change, and a version keeps the former role', async () => {
      const renamed = yaml.replace('role: { name: demo }', 'role: { name: renamed }');
      await interruptAfterEachChange((project) => project.apply(), renamed);
      expect(JSON.stringify(await takeSnapshot(aws))).toContain('["renamed",');
      await interruptAfterEachChange((project) => project.apply(), yaml);
      const role = (await deployed(yaml).plan()).steps.find(({ name }) => name === 'renamed');
      expect(role).toMatchObject({
        action: 'unused',
        reasons: ['it is in use by function demo, version 2 (eu-central-1)'],
      });
      expect(JSON.stringify(await takeSnapshot(aws))).toContain('["renamed",');
    });

    it('is removed with an interruption after each change, and nothing else changes', async () => {
      await interruptAfterEachChange((project) => project.teardown(), yaml);
      expect(await takeSnapshot(aws)).toEqual(before);
    });
  });

  describe('a trigger that is added to a function and removed again', () => {
    const plain = yamlOf('{ type: none }');
    beforeAll(async () => {
      await deployed(plain).apply();
    });
    afterAll(async () => {
      await deployed(plain).teardown();
    });

    describe.each(triggerCases)('$name', ({ name, type = name, trigger, changed, changes }) => {
      const first = () => yamlOf(trigger(theirs));
      const second = () => yamlOf(changed(trigger(theirs)));
      let before: unknown;
      beforeAll(async () => {
        before = await takeSnapshot(aws);
      });

      testCreationAndChange(first, second, changes);

      it('needs only the permissions that check simulates', async () => {
        const actions = new RecordedActions();
        const recorded = deployed(first(), { wrapAws: actions.record });
        await recorded.apply();
        await recorded.plan();
        expect(actions.missingFor(type)).toEqual([]);
      });

      it('is removed with an interruption after each change, and nothing else changes', async () => {
        await interruptAfterEachChange((project) => project.apply(), plain);
        expect(await takeSnapshot(aws)).toEqual(before);
      });
    });

    // Moto has no tags for mappings. A tag of the function shows that the mapping of a foreign stream is ours.
    describe.each(streamCases)('$name', ({ trigger, changed, changes }) => {
      const first = () => yamlOf(trigger(theirs));
      const second = () => yamlOf(changed(trigger(theirs)));
      testCreationAndChange(first, second, changes);

      it('is removed with an interruption after each change', async () => {
        await interruptAfterEachChange((project) => project.apply(), plain);
        expect(await takeSnapshot(aws)).toMatchObject({ mappings: [] });
      });
    });
  });
});
