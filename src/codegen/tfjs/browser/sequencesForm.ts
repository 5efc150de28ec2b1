import type { Pipeline } from '../../pipeline';
import { some } from '../lines';
import { fitScale } from '../rows/scaling';
import { rowUses } from '../rows/uses';
import type { PageForm } from './form';
import { rowReading, scaledRows } from './rowReading';
import { likeliest, show } from './show';

/** Rows that are told something together, or each. */
export function sequencesForm(pipeline: Pipeline): PageForm {
  const { timeSteps, scaling, experiment } = pipeline;
  const { categories, labels } = rowUses(pipeline);
  const scaled = scaling !== 'none';
  const own = scaled && experiment.data.scaleBy === 'series';
  const each = experiment.task === 'label';
  const most = timeSteps === 1 ? 'A row' : `Rows, of which the ${each ? 'first' : 'last'} ${timeSteps} are read`;
  return {
    asked: own ? `Rows of a series (the ${each ? 'first' : 'last'} ${timeSteps} count):` : `${most}:`,
    height: Math.min(timeSteps, 20),
    needs: some(
      (categories.length === 0 || (scaled && !own)) && 'inputs',
      labels ? 'classes' : 'targets',
      categories.length > 0 && 'categories',
    ),
    script: some(
      rowReading(pipeline),
      own && [...fitScale(pipeline, false).split('\n'), ''],
      own && categories.length > 0 && isNumber,
      show,
      '',
      labels && [...likeliest, ''],
      predict(pipeline, own),
    ),
  };
}

const isNumber = [
  'const isNumber = columns.flatMap((name) =>',
  '  Object.hasOwn(categories, name)',
  '    ? categories[name].map(() => false)',
  '    : [true],',
  ');',
  '',
];

function predict(pipeline: Pipeline, own: boolean): string[] {
  const { timeSteps, scaling, experiment, network } = pipeline;
  const { categories, labels } = rowUses(pipeline);
  const each = experiment.task === 'label';
  const cut = each ? `.slice(0, ${timeSteps})` : `.slice(-${timeSteps})`;
  const sigmoid = network.head.kind === 'sigmoid';
  const fits =
    categories.length > 0
      ? [
          '  const inputs = all[0].map((_, k) =>',
          '    isNumber[k]',
          '      ? fitScale(all.map((row) => row[k]))',
          '      : { shift: 0, scale: 1 },',
          '  );',
        ]
      : ['  const scales = all[0].map((_, k) => fitScale(all.map((row) => row[k])));'];
  const read = scaledRows.map((line) =>
    own && categories.length === 0 ? `  ${line.replaceAll('inputs', 'scales')}` : `  ${line}`,
  );
  return some(
    'function predict(text) {',
    own ? '  const all = readRows(text);' : `  const rows = readRows(text)${cut};`,
    `  if (${own ? 'all' : 'rows'}.length === 0) throw new Error("A row is needed.");`,
    own && ['  // By its own rows: they are what goes in.', ...fits, `  const rows = all${cut};`],
    scaling !== 'none' && read,
    `  const read = tf.tensor3d([${scaling === 'none' ? 'rows' : 'scaled'}]);`,
    '  const [said] = model.predict(read).arraySync();',
    labels
      ? each
        ? sigmoid
          ? ['  return said', '    .map(([second]) => likeliest([1 - second, second]))', '    .join("\\n");']
          : '  return said.map(likeliest).join("\\n");'
        : sigmoid
          ? '  return likeliest([1 - said[0], said[0]]);'
          : '  return likeliest(said);'
      : [
          '  const told = said.map((values) =>',
          scaling === 'none'
            ? '    targets.map(({ column }, k) => `${column}: ${show(values[k])}`),'
            : [
                '    targets.map(({ column, shift, scale }, k) => {',
                '      return `${column}: ${show(values[k] * scale + shift)}`;',
                '    }),',
              ].join('\n'),
          '  );',
          '  return told.map((row) => row.join("  ")).join("\\n");',
        ],
    '}',
  ).flatMap((line) => line.split('\n'));
}
