import { browserPageFile, codeTargets, targetFiles } from '../../spec/codeTargets';
import { programPath, runFiles } from '../../spec/run';
import { asTable } from './markdown';

/** Relative to the folder of the run or of an export. */
export const browserPagePath = `${runFiles.code}/${browserPageFile}`;

/** What each file is, in the order in which a person may want them. */
const described: readonly [string, string][] = [
  [runFiles.predictions, 'actual and predicted, example by example'],
  [runFiles.forecast, 'what comes after the last row of the file'],
  [runFiles.scores, 'scores by step, by series, by class'],
  [runFiles.attention, 'where the decoder looked, for a few examples'],
  [runFiles.samples, 'texts that the network wrote'],
  ...codeTargets.map((target): [string, string] => [
    programPath(target),
    target === 'notebook'
      ? 'the Keras program in cells, explained'
      : `the same network in ${targetFiles[target].label}`,
  ]),
  [`${runFiles.code}/package.json`, 'what the TensorFlow.js program needs'],
  [browserPagePath, 'predicts in the browser with `model/`'],
  [`${runFiles.model}/model.json`, 'the trained network for TensorFlow.js; its weights lie beside it'],
  ['model.safetensors', 'the trained weights, by Keras’ names'],
  ['model.onnx', 'the trained network for ONNX Runtime and others'],
  [runFiles.preprocessing, 'how the columns were read and scaled'],
  [runFiles.experiment, 'all settings; train it again with `sequence-lab train`'],
  [runFiles.summary, 'scores and facts of this run, for programs'],
  [runFiles.metrics, 'loss of each epoch'],
  [runFiles.gradients, 'how far gradients reached back'],
  [runFiles.log, 'what the trainer said'],
];

/** The files that are there, each with what it is. Others are not listed. */
export function fileTable(files: readonly string[]): string {
  const there = described.filter(([name]) => files.includes(name));
  return there.length === 0
    ? ''
    : asTable([['File', 'What it is'], ...there.map(([name, what]) => [`\`${name}\``, what])]);
}
