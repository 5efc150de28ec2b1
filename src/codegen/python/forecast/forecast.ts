import { notYet } from '../../supported';
import type { PythonData } from '../kinds';
import { readingSection } from '../reading';
import { reportSection } from './report';
import { windowsSection } from './windows';

/** Windows of rows, and the rows that follow them. */
export const forecastData: PythonData = {
  unsupported: notYet,
  packages: ({ scaling }) => (scaling === 'none' ? [] : ['scikit-learn']),
  examples: 'windows',
  sizes: ({ inputs }) => ({ features: String(inputs.length) }),
  data: (pipeline) => [readingSection(pipeline), windowsSection(pipeline)],
  report: (pipeline, framework) => [reportSection(pipeline, framework)],
};
