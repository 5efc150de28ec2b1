import { writeFileSync } from 'node:fs';
import path from 'node:path';

import { black, layOut, list } from '../../src/codegen/layout';
import { modelInputs } from '../../src/codegen/modelInputs';
import { pythonProgram } from '../../src/codegen/python/program';
import { isWeighted } from '../../src/codegen/pytorch/loss';
import { pytorch } from '../../src/codegen/pytorch/pytorch';
import { type NetworkRun, countedSizes } from './networkRun';

/**
 * A program of the sections that a framework writes, whose inputs are read from files instead of a CSV: it loads the weights,
 * predicts, trains from there with the examples as validation part too, and prints the outputs.
 * @returns its path
 */
export function writePytorchNetwork({ pipeline: given, one, folder }: NetworkRun): string {
  const pipeline = { ...given, parts: ['train', 'validation'] as const };
  const inputs = modelInputs(pipeline).map((name) => `np.load(HERE / "${name}.npy")`);
  const model = pytorch.model(pipeline, countedSizes(one));
  const training = pytorch.training(pipeline, 'examples', countedSizes(one));
  const text = pythonProgram('A network without its data.', [
    {
      imports: ['import json', 'import numpy as np', 'from pathlib import Path'],
      constants: ['HERE = Path(__file__).parent', `SIZES = ${JSON.stringify(one.shapes)}`],
      main: [layOut(black, 1, 'x = ', inputs.length === 1 ? (inputs[0] ?? '') : list(inputs))],
    },
    model,
    {
      ...training,
      main: [
        '    load_weights(model)',
        `    outputs = ${pytorch.predict('x')}`,
        `    part = (x, np.load(HERE / "y.npy")${isWeighted(pipeline) ? ', np.load(HERE / "weight.npy")' : ''})`,
        '    train(model, {"train": part, "validation": part})',
        '    print("RESULT", json.dumps(outputs.ravel().tolist()))',
      ],
    },
  ]);
  const file = path.join(folder, 'pytorch_network.py');
  writeFileSync(file, text);
  return file;
}
