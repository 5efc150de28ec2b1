import { black, layOut } from '../../layout';
import { pythonString } from '../../literals';
import type { Pipeline } from '../../pipeline';
import type { PythonSection } from '../program';
import { csvCall, dataConstants } from '../reading';
import { timeOrder } from '../time';

/** Reading the rows that have both texts. */
export function readPairs(pipeline: Pipeline): PythonSection {
  const { time, inputs, targets } = pipeline;
  const names = [...(time ? ['TIME'] : []), 'SOURCE', 'TARGET'];
  return {
    topic: 'reading',
    imports: ['import pandas as pd', 'from pathlib import Path'],
    constants: [
      ...dataConstants(pipeline),
      `SOURCE = ${pythonString(inputs[0] ?? '')}`,
      `TARGET = ${pythonString(targets[0] ?? '')}`,
    ],
    functions: [
      [
        'def read_rows(path):',
        `    """Reads rows with both texts${time ? ', in order of time' : ''}; cuts these into tokens."""`,
        layOut(black, 1, 'frame = ', csvCall(pipeline, names, ['dtype=str', 'keep_default_na=False'])),
        '    frame = frame.apply(lambda column: column.str.strip())',
        ...(time ? timeOrder(time, pipeline.dialect) : []),
        '    sources, targets = frame[SOURCE].map(tokenize), frame[TARGET].map(tokenize)',
        '    kept = (sources.str.len() > 0) & targets.str.len().between(1, MAX_LENGTH)',
        '    sources = [source[:MAX_LENGTH] for source in sources[kept]]',
        '    return frame[kept], sources, list(targets[kept])',
      ].join('\n'),
    ],
    main: ['    frame, sources, targets = read_rows(options.data)'],
  };
}
