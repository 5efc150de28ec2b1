import { pythonString } from '../../literals';
import { black, layOut, list } from '../../layout';
import type { Pipeline } from '../../pipeline';
import type { PythonSection } from '../program';
import type { Form } from './form';

/** Which columns of the inputs are meant: a constant, or a name in main that functions are given. */
export interface Place {
  readonly name: string;
  /** Whether it has to be passed on. */
  readonly counted: boolean;
}

/** Columns of the inputs in which the targets stand, where they do. */
export const targetPlaces = (form: Form): Place => place(form, 'target_columns');

/** Columns that are scaled by window: measurements alone. */
export const measuredPlaces = (form: Form): Place => place(form, 'measured');

const place = (form: Form, name: string): Place =>
  isCounted(form) ? { name, counted: true } : { name: name.toUpperCase(), counted: false };

/** Categories as ones and zeros take as many columns as the training rows have values: those behind them are counted. */
const isCounted = ({ oneHot, fed }: Form): boolean => {
  const first = fed.findIndex((name) => oneHot.includes(name));
  return first >= 0 && fed.slice(first).some((name) => !oneHot.includes(name));
};

/** Targets that are fed. */
export const fedTargets = ({ targets }: Pipeline, form: Form): string[] =>
  targets.filter((name) => form.numbers.includes(name));

/** Whether windows are scaled as a whole. */
export const allMeasured = (form: Form): boolean =>
  form.calendar.length === 0 && form.oneHot.length === 0 && measured(form).length === form.numbers.length;

const measured = ({ numbers, known, statics }: Form): string[] =>
  numbers.filter((name) => !known.includes(name) && !statics.includes(name));

/** Whether the inputs are the targets and nothing else, so that no columns need to be picked. */
export const onlyTargets = (form: Form): boolean =>
  form.numbersAreTargets && form.oneHot.length === 0 && form.calendar.length === 0;

/** Says where columns stand, as far as the program needs it. */
export function placesSection(pipeline: Pipeline, form: Form): PythonSection {
  const wanted = [
    ...(!onlyTargets(form) && (form.byWindow || form.recursive)
      ? [{ place: targetPlaces(form), names: fedTargets(pipeline, form), all: 'TARGETS' }]
      : []),
    ...(form.byWindow && !allMeasured(form) ? [{ place: measuredPlaces(form), names: measured(form), all: null }] : []),
  ];
  if (wanted.length === 0) return {};
  if (!isCounted(form)) {
    const fed = form.fed.filter((name) => form.numbers.includes(name) || form.oneHot.includes(name));
    return {
      constants: wanted.map((one) =>
        layOut(black, 0, `${one.place.name} = `, list(one.names.map((name) => String(fed.indexOf(name))))),
      ),
    };
  }
  return {
    main: [
      '    widths = [columns[name].shape[1] for name in INPUTS]',
      '    starts = dict(zip(INPUTS, np.cumsum([0, *widths[:-1]]), strict=True))',
      ...wanted.map(({ place: { name }, names, all }) => {
        const whole = all !== null && names.length === pipeline.targets.length;
        return whole
          ? `    ${name} = [starts[name] for name in ${all}]`
          : layOut(black, 1, `${name} = `, list(names.map((column) => `starts[${pythonString(column)}]`)));
      }),
    ],
  };
}
