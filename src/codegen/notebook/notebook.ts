import { asText } from '../../spec/asText';
import { asTitle } from '../../spec/asTitle';
import type { Target } from '../generate';
import { keras } from '../keras/keras';
import type { Pipeline } from '../pipeline';
import { pythonParts, pythonRefuses } from '../python/parts';
import { titleLines } from '../title';
import { sectionCells } from './cells';
import { explanation } from './explanations';
import { ipynb } from './ipynb';

/** `notebook.ipynb`: the Keras program in cells, each step explained. */
export const notebookTarget: Target = {
  label: 'Notebook',
  unsupported: pythonRefuses,
  files: (pipeline) => [{ path: 'notebook.ipynb', text: notebookOf(pipeline) }],
};

function notebookOf(pipeline: Pipeline): string {
  const { notes, packages, sections } = pythonParts(pipeline, keras);
  const cells = sectionCells(sections, (topic) => explanation(topic, pipeline));
  return ipynb([{ kind: 'markdown', text: beginning(pipeline, packages, notes) }, ...cells]);
}

function beginning(pipeline: Pipeline, packages: readonly string[], notes: readonly string[]): string {
  return [
    `# ${asTitle(titleOf(pipeline), longest)}`,
    ...notes.map((note) => asText(note, longest)),
    `Run the cells from top to bottom. They need \`pip install ${packages.join(' ')}\`.`,
    'The run that this notebook belongs to has trained the same network already: with `LOAD_WEIGHTS = True` its weights are loaded from `model.safetensors`, and nothing is trained.',
  ].join('\n\n');
}

/** Longest title: those of programs are wrapped, those of notebooks are not. */
const longest = 200;

/** The first sentence of the program. */
const titleOf = (pipeline: Pipeline): string => {
  const lines = titleLines(pipeline);
  return lines.slice(0, lines.indexOf('')).join(' ').replace(/\.$/, '');
};
