import type { GeneratedFile } from '../generate';
import type { Pipeline } from '../pipeline';
import { titleLines } from '../title';
import { pythonProgram } from '../python/program';
import { readingSection } from '../python/reading';
import { reportSection } from '../python/report';
import { windowsSection } from '../python/windows';
import { modelSection } from './model';
import { trainingSection } from './training';

/** `keras_model.py`: the whole run in Keras 3. */
export function kerasFiles(pipeline: Pipeline): GeneratedFile[] {
  const usage = [
    ...titleLines(pipeline),
    `Needs:  pip install keras tensorflow pandas ${pipeline.scaling === 'none' ? '' : 'scikit-learn '}matplotlib`,
    'Run:    python keras_model.py [data.csv] [--weights] [--plot]',
  ].join('\n');
  const reading = readingSection(pipeline);
  const windows = windowsSection(pipeline);
  const model = modelSection(pipeline);
  const training = trainingSection(pipeline);
  const text = pythonProgram(usage, [
    { imports: ['import argparse'], constants: ['HERE = Path(__file__).parent'], main: optionLines },
    reading,
    windows,
    { main: [''] },
    model,
    training,
    reportSection(pipeline),
  ]);
  return [{ path: 'keras_model.py', text }];
}

const optionLines = [
  '    parser = argparse.ArgumentParser()',
  '    parser.add_argument("data", nargs="?", type=Path, default=DATA)',
  '    parser.add_argument("--weights", action="store_true", help="load, do not train")',
  '    parser.add_argument("--plot", action="store_true", help="show actual and predicted")',
  '    options = parser.parse_args()',
  '',
];
