import type { Task } from '../experiment';
import type { ColumnProfile, DataProfile } from '../profile';
import { classifyRoles } from './classify';
import { ColumnFacts } from './columnFacts';
import { forecastRoles } from './forecast';
import { generateRoles } from './generate';
import { labelRoles } from './label';
import type { TaskProposal } from './proposal';
import { textPair, translateRoles } from './translate';

/** What a task would be on a file. */
type RolesOf = (facts: ColumnFacts, target: string | undefined) => TaskProposal;

const rolesOf: Record<Task, RolesOf> = {
  forecast: forecastRoles,
  classify: classifyRoles,
  label: labelRoles,
  translate: translateRoles,
  generate: generateRoles,
};

/**
 * The task that a person most probably has in mind with a file: told by the kinds of its columns and by its first rows.
 * @param choice a task, or a column to predict, that was chosen already
 */
export function proposeTask(
  profile: DataProfile,
  choice: { readonly task?: Task; readonly target?: string } = {},
): TaskProposal {
  const facts = new ColumnFacts(profile);
  const target = facts.named(choice.target);
  const task = choice.task ?? (target ? taskOfTarget(facts, target) : taskOfFile(facts));
  return rolesOf[task](facts, choice.target);
}

function taskOfFile(facts: ColumnFacts): Task {
  const { texts, categories, numberedLabels } = facts;
  if (textPair(facts)) return 'translate';
  const values = facts.numeric.filter((column) => !facts.isRowNumber(column));
  const measured = values.filter((column) => texts.length === 0 || !numberedLabels.includes(column));
  if (measured.length > 0) return isUnordered(facts, measured) || tellsSeries(facts) ? 'classify' : 'forecast';
  if (texts.length > 0) {
    const labels = categories.length + (numberedLabels.length > 0 ? 1 : 0);
    const main = facts.longest(texts);
    return labels === 1 || (labels > 1 && facts.isProse(main.name)) ? 'classify' : 'generate';
  }
  if (categories.length > 1) return 'classify';
  return categories.length === 1 ? 'generate' : 'forecast';
}

/** Fewer series than these are not learned from, nor are fewer of each label. */
const least = { series: 20, ofLabel: 5 };
/** Rows that are counted by these are a matter of what comes next. */
const timeUnit = /year|quarter|month|week|day|hour|minute|date|jahr|monat|woche|tag|stunde/i;

/** Many series with one label each, whose rows are counted, and not dated: recordings of what the label tells. */
function tellsSeries(facts: ColumnFacts): boolean {
  const labelled = facts.texts.length === 0 && facts.time === null ? facts.labelledSeries() : null;
  if (!labelled || timeUnit.test(labelled.counter ?? '')) return false;
  const series = labelled.series.distinct ?? 1000;
  return series >= least.series && series >= least.ofLabel * (labelled.label.distinct ?? 1000);
}

/** Rows that nothing puts in order, of several measured columns and one of labels: examples, each for itself. */
function isUnordered(facts: ColumnFacts, measured: readonly ColumnProfile[]): boolean {
  const ordered =
    facts.time !== null || facts.columns.some(({ name, kind }) => kind === 'numeric' && facts.counts(name));
  return !ordered && facts.texts.length === 0 && facts.categories.length === 1 && measured.length >= 2;
}

function taskOfTarget(facts: ColumnFacts, target: ColumnProfile): Task {
  const texts = facts.texts.filter(({ name }) => name !== target.name);
  const alone = facts.time === null && facts.seriesColumns === null;
  if (textPair(facts)?.target === target.name) return 'translate';
  if (target.kind === 'numeric') {
    return texts.length > 0 && alone && facts.numberedLabels.includes(target) ? 'classify' : 'forecast';
  }
  if (target.kind === 'categorical' && texts.length > 0) return 'classify';
  if (target.kind === 'categorical' && facts.numeric.length > 0) return 'label';
  if (target.kind === 'time') return 'forecast';
  return 'generate';
}
