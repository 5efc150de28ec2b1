import type { Pipeline } from '../../pipeline';
import { lines, some } from '../lines';
import { needsCleaning } from '../rows/fill';
import { borderLines, rangesOf } from '../rows/split';
import { rowUses } from '../rows/uses';

/** `readPieces(path)`: rows that are read as one sequence, with their part. */
export function pieceFunctions(pipeline: Pipeline): string[] {
  const { experiment } = pipeline;
  const { labels } = rowUses(pipeline);
  const { scaleBy } = experiment.data;
  const label = experiment.task === 'label';
  return some(
    lines(
      '/** Rows that are read as one sequence. */',
      'interface Piece {',
      '  part: Part;',
      '  rows: Row[];',
      labels && (label ? '  /** Of each row. */' : '  /** One for all rows. */'),
      labels && '  labels: string[];',
      scaleBy === 'series' && '  /** All rows of the series. */',
      scaleBy === 'series' && '  series: Row[];',
      '}',
    ),
    label && cut(pipeline),
    lines('function readPieces(path: string): Piece[] {', label ? labelled(pipeline) : classified(pipeline), '}'),
  );
}

/** Whether parts are ranges of rows, which are cut into pieces then; otherwise whole pieces or series are shared out. */
export const partsByRows = ({ experiment: { task, data }, split }: Pipeline): boolean =>
  task === 'label' && data.series === null && split.by !== 'random';

/** Stretches of rows that follow each other, each told something. */
function cut(pipeline: Pipeline): string {
  const { missing } = pipeline;
  const { labels, fills } = rowUses(pipeline);
  const drop = missing === 'drop';
  return lines(
    '/** Stretches of at most TIME_STEPS rows without a hole. */',
    'function cut(rows: Row[]): Row[][] {',
    '  const pieces: Row[][] = [];',
    '  let piece: Row[] = [];',
    `  rows.forEach((row${drop ? ', i' : ''}) => {`,
    (labels || fills) &&
      (labels
        ? ['    if (row.told === "") {', '      piece = []; // a hole', '      return;', '    }']
        : [
            '    const isMissing = (name: string): boolean =>',
            '      Number.isNaN(row.values[COLUMNS.indexOf(name)]);',
            '    if (TARGETS.some(isMissing)) {',
            '      piece = []; // a hole',
            '      return;',
            '    }',
          ]),
    drop && '    const follows = i > 0 && row.place === rows[i - 1].place + 1;',
    '    const full = piece.length === 0 || piece.length === TIME_STEPS;',
    drop ? '    if (full || !follows) pieces.push((piece = []));' : '    if (full) pieces.push((piece = []));',
    '    piece.push(row);',
    '  });',
    '  return pieces;',
    '}',
  );
}

function labelled(pipeline: Pipeline): string[] {
  const { experiment } = pipeline;
  const { labels } = rowUses(pipeline);
  const cleaned = needsCleaning(pipeline);
  const own = experiment.data.scaleBy === 'series';
  const fields = (part: string): string[] =>
    some(part, 'rows', labels && 'labels: rows.map(({ told }) => told)', own && 'series: all');
  const object = (part: string, margin: string): string[] => [...fields(part).map((field) => `${margin}${field},`)];
  if (experiment.data.series !== null) {
    return [
      `  const series = readSeries(path)${cleaned ? '.map(clean)' : ''};`,
      '  const parts = partsOf(series.length);',
      '  return series.flatMap((all, i) =>',
      '    cut(all).map((rows) => ({',
      ...object('part: parts[i]', '      '),
      '    })),',
      '  );',
    ];
  }
  const read = cleaned ? 'clean(readRows(path))' : 'readRows(path)';
  if (!partsByRows(pipeline)) {
    return [
      `  const pieces = cut(${read});`,
      '  const parts = partsOf(pieces.length);',
      '  return pieces.map((rows, i) => ({',
      ...object('part: parts[i]', '    '),
      '  }));',
    ];
  }
  return [
    `  const all = ${read};`,
    ...borderLines(pipeline, 'all.length').map((line) => `  ${line}`),
    '  const piecesOf = (part: Part, from: number, to: number): Piece[] =>',
    '    cut(all.slice(from, to)).map((rows) => ({',
    ...object('part', '      '),
    '    }));',
    '  return [',
    ...rangesOf(pipeline, 'all.length').map(([part, from, to]) => `    ...piecesOf("${part}", ${from}, ${to}),`),
    '  ];',
  ];
}

function classified(pipeline: Pipeline): string[] {
  const { experiment } = pipeline;
  const cleaned = needsCleaning(pipeline);
  const { series, scaleBy } = experiment.data;
  if (series === null) {
    return [
      `  const rows = ${cleaned ? 'clean(readRows(path))' : 'readRows(path)'};`,
      '  const labelled = rows.filter(({ told }) => told !== "");',
      '  const parts = partsOf(labelled.length);',
      '  return labelled.map((row, i) => ({',
      '    part: parts[i],',
      '    rows: [row],',
      '    labels: [row.told],',
      '  }));',
    ];
  }
  return some(
    '  const labelled = readSeries(path).flatMap((all) => {',
    '    const label = all.find(({ told }) => told !== "")?.told;',
    cleaned ? '    const rows = clean(all);' : false,
    cleaned
      ? '    return label === undefined || rows.length === 0 ? [] : [{ label, rows }];'
      : '    return label === undefined ? [] : [{ label, rows: all }];',
    '  });',
    '  const parts = partsOf(labelled.length);',
    '  return labelled.map(({ label, rows }, i) => ({',
    '    part: parts[i],',
    '    rows: rows.slice(-TIME_STEPS),',
    '    labels: [label],',
    scaleBy === 'series' && '    series: rows,',
    '  }));',
  );
}
