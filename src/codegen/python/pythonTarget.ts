import type { Target } from '../generate';
import type { Pipeline } from '../pipeline';
import { titleLines, wrap } from '../title';
import type { Framework } from './framework';
import { pythonParts, pythonRefuses } from './parts';
import { type PythonSection, pythonProgram } from './program';

/** A target that writes one Python program: the data's sections around those of a framework. */
export function pythonTarget(framework: Framework): Target {
  return {
    label: framework.label,
    unsupported: pythonRefuses,
    files: (pipeline) => [{ path: framework.fileName, text: programOf(pipeline, framework) }],
  };
}

function programOf(pipeline: Pipeline, framework: Framework): string {
  const { notes, packages, plots, sections } = pythonParts(pipeline, framework);
  const usage = [
    ...titleLines(pipeline),
    ...notes.flatMap((note) => wrap(note)),
    `Needs:  pip install ${packages.join(' ')}`,
    `Run:    python ${framework.fileName} [data.csv] [--weights]${plots === null ? '' : ' [--plot]'} [--save FILE]`,
  ].join('\n');
  return pythonProgram(usage, [optionsSection(pipeline, plots), ...sections]);
}

/** Weights go with the scalers, classes and vocabularies of the CSV that they were trained on, which the program finds anew. */
function optionsSection({ experiment, kind }: Pipeline, plots: string | null): PythonSection {
  const { sha256 } = experiment.data;
  return {
    imports: ['import argparse', ...(sha256 === null ? [] : ['import hashlib'])],
    constants: ['HERE = Path(__file__).parent', ...(sha256 === null ? [] : [`SHA256 = "${sha256}"`])],
    main: [
      ...optionLines(plots, kind === 'writing' ? 'texts' : 'predictions'),
      ...(sha256 === null ? [] : ownFile),
      '',
    ],
  };
}

const ownFile = [
  '    if options.weights:',
  '        digest = hashlib.sha256(options.data.read_bytes()).hexdigest()',
  '        if digest != SHA256:',
  '            parser.error("--weights go with the CSV of the run, as it was")',
];

const optionLines = (plots: string | null, saved: string): string[] => [
  '    parser = argparse.ArgumentParser()',
  '    parser.add_argument("data", nargs="?", type=Path, default=DATA)',
  '    parser.add_argument("--weights", action="store_true", help="load, do not train")',
  ...(plots === null ? [] : [`    parser.add_argument("--plot", action="store_true", help="show ${plots}")`]),
  `    parser.add_argument("--save", type=Path, help="write the ${saved}")`,
  '    options = parser.parse_args()',
  '    if not options.data.is_file():',
  '        parser.error(f"there is no file {options.data}")',
];
