import type { GeneratedFile, Target } from '../generate';
import type { Pipeline } from '../pipeline';
import { titleLines, wrap } from '../title';
import { browserPage } from './browser/page';
import { kindSections } from './kinds';
import { modelSection } from './model';
import { recurrentLayers } from './network';
import { type TypescriptSection, typescriptProgram } from './program';
import { sizesOfData } from './sizes';
import { tfjsUnsupported } from './supported';
import { trainingSection } from './training';

export const tfjsTarget: Target = { label: 'TensorFlow.js', unsupported: tfjsUnsupported, files: tfjsFiles };

/** `tfjs_model.ts` with its `package.json`: the whole run in TensorFlow.js, for Node 24 or later; and `browser.html`. */
function tfjsFiles(pipeline: Pipeline): GeneratedFile[] {
  const kind = kindSections(pipeline);
  const usage = kind.saves ? '[data.csv] [--weights] [--save FILE]' : '[data.csv] [--weights]';
  const comment = [
    ...titleLines(pipeline),
    'Needs:  Node 24 or later; npm install',
    '        (which brings @tensorflow/tfjs-node, faster, if it can)',
    `Run:    node tfjs_model.ts ${usage}`,
    ...deviations(pipeline).flatMap((text) => ['', ...wrap(text)]),
  ];
  const sizes = sizesOfData(pipeline);
  const text = typescriptProgram(comment, [
    {
      imports: ['import { join } from "node:path";', 'import util, { parseArgs } from "node:util";'],
      main: optionLines(kind.saves),
    },
    ownFile(pipeline),
    { main: ['  await useTfjsNode();'] },
    ...kind.data,
    { declarations: [useTfjsNode], main: ['', `  seedRandom(${pipeline.training.seed});`] },
    modelSection(pipeline),
    { main: sizes.length > 0 ? kind.createModel : ['  const model = createModel();'] },
    trainingSection(pipeline),
    ...kind.report,
  ]);
  return [{ path: 'tfjs_model.ts', text }, { path: 'package.json', text: packageJson }, ...browserPage(pipeline)];
}

/** What TensorFlow.js' own layers and optimizers do otherwise than Keras. */
function deviations({ network, training }: Pipeline): string[] {
  const { optimizer, schedule } = training;
  const dropped = recurrentLayers(network).filter((layer) => layer.recurrentDropout > 0 && layer.cell !== 'simple_rnn');
  return [
    ...(dropped.length > 0
      ? ['Unlike Keras: recurrent dropout draws one mask for all gates of a layer, not one for each.']
      : []),
    ...(dropped.some((layer) => layer.cell === 'gru' && !layer.resetAfter)
      ? ['Unlike Keras: recurrent dropout of tf.layers.gru also acts on the state that is carried over.']
      : []),
    ...(optimizer.name === 'sgd' && optimizer.momentum > 0 && schedule
      ? ['Unlike Keras: momentum follows a new learning rate at once, not update by update.']
      : []),
  ];
}

const optionLines = (saves: boolean): string[] => [
  '  const { positionals, values: options } = parseArgs({',
  '    allowPositionals: true,',
  ...(saves
    ? ['    options: {', '      weights: { type: "boolean" },', '      save: { type: "string" },', '    },']
    : ['    options: { weights: { type: "boolean" } },']),
  '  });',
  '  const [path = DATA] = positionals;',
];

/** Weights go with the scalers, classes and vocabularies of the CSV that they were trained on, which the program finds anew. */
function ownFile({ experiment: { data } }: Pipeline): TypescriptSection {
  if (data.sha256 === null) return {};
  return {
    imports: ['import { createHash } from "node:crypto";'],
    constants: ['const SHA256 =', `  "${data.sha256}";`],
    main: [
      '  if (options.weights) {',
      '    const digest = createHash("sha256").update(readFileSync(path));',
      '    if (digest.digest("hex") !== SHA256) {',
      '      throw new Error("--weights go with the CSV of the run, as it was");',
      '    }',
      '  }',
    ],
  };
}

const useTfjsNode = `/** Computes with TensorFlow's native library where it is installed. */
async function useTfjsNode(): Promise<void> {
  const name = "@tensorflow/tfjs-node";
  // tfjs-node 4.22 calls two functions that Node 23 removed.
  Object.assign(util, {
    isNullOrUndefined: (value: unknown) => value == null,
    isArray: Array.isArray,
  });
  await import(name).catch(() => undefined);
  await tf.ready();
  console.log("backend:", tf.getBackend());
}`;

const packageJson = `${JSON.stringify(
  {
    private: true,
    type: 'module',
    scripts: {
      start: 'node tfjs_model.ts',
      check:
        'tsc --noEmit --strict --ignoreConfig --skipLibCheck --target es2024 --module nodenext --types node --noImplicitOverride --noUnusedLocals --noUnusedParameters tfjs_model.ts',
    },
    engines: { node: '>=24' },
    dependencies: { '@tensorflow/tfjs': '^4.22.0', papaparse: '^5.5.0' },
    // npm goes on where it cannot be installed.
    optionalDependencies: { '@tensorflow/tfjs-node': '4.22.0' },
    devDependencies: { '@types/node': '^24.0.0', '@types/papaparse': '^5.3.0', typescript: '^6.0.0' },
  },
  null,
  2,
)}\n`;
