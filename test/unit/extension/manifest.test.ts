import fs from 'node:fs';
import path from 'node:path';

import { getL10nJson } from '@vscode/l10n-dev';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import { commandNames } from '../../../src/extension/commands/names';
import { engines } from '../../../src/spec/experiment';
import { experimentJsonSchema } from '../../../src/spec/schema';

const root = path.join(import.meta.dirname, '../../..');
const read = (file: string): unknown => JSON.parse(fs.readFileSync(path.join(root, file), 'utf8'));

const menuItem = z.looseObject({ command: z.string(), when: z.string().optional() });
const manifest = z
  .looseObject({
    activationEvents: z.array(z.string()),
    icon: z.string(),
    contributes: z.looseObject({
      commands: z.array(z.looseObject({ command: z.string(), category: z.string() })),
      menus: z.record(z.string(), z.array(menuItem)),
      viewsWelcome: z.array(z.looseObject({ contents: z.string() })),
      configuration: z.looseObject({ properties: z.record(z.string(), z.looseObject({ scope: z.string() })) }),
      walkthroughs: z.array(
        z.looseObject({
          steps: z.array(
            z.looseObject({
              description: z.string(),
              media: z.object({ svg: z.string(), altText: z.string() }),
              completionEvents: z.array(z.string()).min(1),
            }),
          ),
        }),
      ),
    }),
  })
  .parse(read('package.json'));
const strings = z.record(z.string(), z.string()).parse(read('package.nls.json'));
const { contributes } = manifest;

describe('package.json', () => {
  it('declares just the commands that the extension has, all in one category', () => {
    expect(contributes.commands.map(({ command }) => command).sort()).toEqual(
      commandNames.map((name) => `sequenceLab.${name}`).sort(),
    );
    expect(new Set(contributes.commands.map(({ category }) => category))).toEqual(new Set(['Sequence Lab']));
  });

  it('has a string for every placeholder, and a place for every string', () => {
    const used = new Set([...JSON.stringify(manifest).matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key));
    expect([...used].sort()).toEqual(Object.keys(strings).sort());
  });

  it('shows menu entries for commands that exist, on CSV and TSV files only', () => {
    const known = new Set(contributes.commands.map(({ command }) => command));
    for (const [menu, items] of Object.entries(contributes.menus)) {
      for (const { command, when } of items) {
        expect(known, menu).toContain(command);
        if (command === 'sequenceLab.trainCsv' && menu !== 'view/title') expect(when).toContain('csv|tsv');
      }
    }
  });

  it('links only to commands that exist', () => {
    const links = Object.values(strings).flatMap((text) =>
      [...text.matchAll(/\(command:([\w.]+)/g)].map(([, name]) => name),
    );
    expect(links.length).toBeGreaterThan(5);
    for (const link of links) expect(commandNames.map((name) => `sequenceLab.${name}`)).toContain(link);
  });

  it('has the pictures that it names, each with a text', () => {
    const steps = contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps);
    expect(steps).toHaveLength(4);
    for (const { media } of steps) {
      expect(fs.existsSync(path.join(root, media.svg)), media.svg).toBe(true);
      expect(strings[media.altText.slice(1, -1)]?.length).toBeGreaterThan(20);
    }
    expect(fs.existsSync(path.join(root, manifest.icon))).toBe(true);
  });

  it('offers engines that the experiment knows', () => {
    const engine = z
      .looseObject({ enum: z.array(z.string()), enumDescriptions: z.array(z.string()) })
      .parse(contributes.configuration.properties['sequenceLab.engine']);
    expect(engine.enum).toEqual(engines);
    expect(engine.enumDescriptions).toHaveLength(engines.length);
  });

  it('never activates on everything', () => {
    expect(manifest.activationEvents).not.toContain('*');
    expect(manifest.activationEvents).not.toContain('onStartupFinished');
  });
});

it('publishes the JSON schema that checks experiments (`npm run schema` writes it anew)', () => {
  expect(read('media/experiment.schema.json')).toEqual(JSON.parse(JSON.stringify(experimentJsonSchema())));
});

it('has every string of the extension in the bundle for translators (`npm run l10n` writes it anew)', async () => {
  const folder = path.join(root, 'src/extension');
  const sources = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const strings = await getL10nJson(
    sources.map((file) => ({ extension: '.ts', contents: fs.readFileSync(path.join(folder, file), 'utf8') })),
  );
  expect(Object.keys(strings).length).toBeGreaterThan(50);
  expect(read('l10n/bundle.l10n.json')).toEqual(strings);
});
