import { black, layOut } from '../../layout';
import { pythonString } from '../../literals';
import type { Pipeline } from '../../pipeline';
import type { PythonSection } from '../program';
import { csvCall, dataConstants } from '../reading';
import { timeOrder } from '../time';

/** Reading the rows that have a text and a label. */
export function readTexts(pipeline: Pipeline): PythonSection {
  const { time, inputs, targets } = pipeline;
  const names = [...(time ? ['TIME'] : []), 'TEXT', 'LABEL'];
  return {
    topic: 'reading',
    imports: ['import pandas as pd', 'from pathlib import Path'],
    constants: [
      ...dataConstants(pipeline),
      `TEXT = ${pythonString(inputs[0] ?? '')}`,
      `LABEL = ${pythonString(targets[0] ?? '')}`,
    ],
    functions: [
      [
        'def read_rows(path):',
        `    """Reads rows with a text and a label${time ? ', in order of time' : ''}; cuts texts into tokens."""`,
        layOut(black, 1, 'frame = ', csvCall(pipeline, names, ['dtype=str', 'keep_default_na=False'])),
        '    frame = frame.apply(lambda column: column.str.strip())',
        ...(time ? timeOrder(time, pipeline.dialect) : []),
        '    texts = frame[TEXT].map(tokenize)',
        '    kept = (texts.str.len() > 0) & (frame[LABEL] != "")',
        '    return frame[kept], [text[:MAX_LENGTH] for text in texts[kept]]',
      ].join('\n'),
    ],
    main: ['    frame, texts = read_rows(options.data)'],
  };
}
