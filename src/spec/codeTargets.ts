/** The libraries that programs are written for, in the order in which they are offered. */
export const codeTargets = ['keras', 'pytorch', 'tfjs', 'notebook'] as const;

export type CodeTarget = (typeof codeTargets)[number];

export interface TargetFile {
  /** As it is called in a list: `Keras`. */
  readonly label: string;
  /** The program's name in the run folder's `code/`. */
  readonly file: string;
  readonly language: 'python' | 'typescript' | 'notebook';
}

export const targetFiles: Readonly<Record<CodeTarget, TargetFile>> = {
  keras: { label: 'Keras', file: 'keras_model.py', language: 'python' },
  pytorch: { label: 'PyTorch', file: 'pytorch_model.py', language: 'python' },
  tfjs: { label: 'TensorFlow.js', file: 'tfjs_model.ts', language: 'typescript' },
  notebook: { label: 'Notebook', file: 'notebook.ipynb', language: 'notebook' },
};

/** The page that predicts with `model/`, in `code/` beside the program for TensorFlow.js; of some networks there is none. */
export const browserPageFile = 'browser.html';

export const isCodeTarget = (value: unknown): value is CodeTarget => codeTargets.some((target) => target === value);
