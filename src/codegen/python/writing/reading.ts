import { black, layOut, list } from '../../layout';
import { pythonString } from '../../literals';
import type { Pipeline } from '../../pipeline';
import type { PythonSection } from '../program';
import { csvCall, dataConstants } from '../reading';
import { timeOrder } from '../time';

/** Reading the rows that have a text. */
export function readWritings(pipeline: Pipeline): PythonSection {
  const { time, targets, experiment } = pipeline;
  const conditions = experiment.data.static;
  const names = [...(time ? ['TIME'] : []), 'TEXT', ...(conditions.length > 0 ? ['*CONDITIONS'] : [])];
  return {
    topic: 'reading',
    imports: ['import pandas as pd', 'from pathlib import Path'],
    constants: [
      ...dataConstants(pipeline),
      `TEXT = ${pythonString(targets[0] ?? '')}`,
      ...(conditions.length > 0 ? [layOut(black, 0, 'CONDITIONS = ', list(conditions.map(pythonString)))] : []),
    ],
    functions: [
      [
        'def read_rows(path):',
        `    """Reads rows with a text${time ? ', in order of time' : ''}; cuts the texts into tokens."""`,
        layOut(black, 1, 'frame = ', csvCall(pipeline, names, ['dtype=str', 'keep_default_na=False'])),
        '    frame = frame.apply(lambda column: column.str.strip())',
        ...(time ? timeOrder(time, pipeline.dialect) : []),
        '    texts = frame[TEXT].map(tokenize)',
        '    kept = texts.str.len() > 0',
        '    return frame[kept], list(texts[kept])',
      ].join('\n'),
    ],
    main: ['    frame, texts = read_rows(options.data)'],
  };
}
