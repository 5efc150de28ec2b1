/** A cell of a notebook, without its outputs: those come when it runs. */
export interface Cell {
  readonly kind: 'markdown' | 'code';
  readonly text: string;
}

/** A notebook as Jupyter writes it: format 4.5 (https://nbformat.readthedocs.io/en/latest/format_description.html). */
export function ipynb(cells: readonly Cell[]): string {
  const notebook = {
    cells: cells.map(({ kind, text }, i) => ({
      cell_type: kind,
      ...(kind === 'code' ? { execution_count: null } : {}),
      id: `cell-${i + 1}`,
      metadata: {},
      ...(kind === 'code' ? { outputs: [] } : {}),
      source: text.split(/(?<=\n)/),
    })),
    metadata: {
      kernelspec: { display_name: 'Python 3', language: 'python', name: 'python3' },
      language_info: { name: 'python' },
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
  return `${JSON.stringify(notebook, null, 1)}\n`;
}
