import type { Experiment } from '../../src/spec/experiment';
import type { ColumnProfile } from '../../src/spec/profile';
import type { OtherRole } from '../shared/draftEdits';
import type { Option } from '../shared/fields';

/** Most different values that labels have: more are texts, or numbers. */
const mostLabels = 1000;

/** Columns that a task can predict. */
export function canBeTarget({ task, training }: Experiment, { kind, distinct }: ColumnProfile): boolean {
  switch (task) {
    case 'forecast':
      return kind === 'numeric';
    case 'label':
      if (!training.loss.endsWith('crossentropy')) return kind === 'numeric';
      return kind !== 'time' && distinct !== null && distinct <= mostLabels;
    case 'classify':
      return kind !== 'time' && distinct !== null && distinct <= mostLabels;
    case 'translate':
    case 'generate':
      return kind !== 'time';
  }
}

/** Columns that a task can be fed: texts where it reads text, else numbers and categories. */
export function canBeInput({ task, model, data }: Experiment, { kind, name }: ColumnProfile): boolean {
  if (task === 'generate') return false;
  if (task !== 'forecast' && data.targets.includes(name)) return false;
  if (model.tokens) return kind !== 'time' && (task === 'translate' || kind !== 'numeric');
  return kind === 'numeric' || kind === 'categorical';
}

const roles: Record<OtherRole, Option<OtherRole>> = {
  none: { value: 'none', label: '–' },
  known: { value: 'known', label: 'Known ahead', description: 'Its future values are known, such as holidays.' },
  static: { value: 'static', label: 'Static', description: 'The same in all rows of a series.' },
  series: { value: 'series', label: 'Series', description: 'Names the sequence that a row belongs to.' },
  time: { value: 'time', label: 'Time', description: 'Orders the rows.' },
};

/** What a column can be beside input and target; empty where nothing fits. */
export function otherRoles(
  { task, data }: Experiment,
  { kind, distinct }: ColumnProfile,
): readonly Option<OtherRole>[] {
  if (task === 'translate') return [];
  if (task === 'generate') {
    const condition = kind !== 'time' && (distinct !== null || kind === 'numeric');
    return condition
      ? [roles.none, { ...roles.static, label: 'Condition', description: 'Texts are written for its value.' }]
      : [];
  }
  const list: OtherRole[] = ['none'];
  if (task === 'forecast' && (kind === 'numeric' || kind === 'categorical')) list.push('known');
  if (task === 'forecast' && kind !== 'time' && data.series !== null) list.push('static');
  if (kind !== 'time') list.push('series');
  if (kind === 'time' || kind === 'numeric') list.push('time');
  return list.length > 1 ? list.map((role) => roles[role]) : [];
}
