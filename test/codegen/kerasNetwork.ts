import { writeFileSync } from 'node:fs';
import path from 'node:path';

import { keras } from '../../src/codegen/keras/keras';
import { black, layOut, list } from '../../src/codegen/layout';
import { modelInputs } from '../../src/codegen/modelInputs';
import { pythonProgram } from '../../src/codegen/python/program';
import { countedSizes, type NetworkRun } from './networkRun';

/** The network and its training as a program has them, between arrays of a file and the outputs printed. */
export function writeKerasNetwork({ one, pipeline, folder }: NetworkRun): string {
  const inputs = modelInputs(pipeline).map((name) => `np.load(HERE / "${name}.npy")`);
  const [only = ''] = inputs;
  const weighted = pipeline.training.classWeights !== 'none';
  const { imports = [], constants = [], functions = [] } = keras.training(pipeline, 'examples', countedSizes(one));
  const text = pythonProgram('A network without its data.\nIts arrays stand beside it.', [
    {
      imports: ['import json', 'import numpy as np', 'from pathlib import Path'],
      constants: [
        'HERE = Path(__file__).parent',
        `TIME_STEPS = ${one.shapes.timeSteps}`,
        'SIZES = json.loads((HERE / "sizes.json").read_text())',
      ],
      main: [
        layOut(black, 1, 'x = ', inputs.length === 1 ? only : list(inputs)),
        '    y = np.load(HERE / "y.npy")',
        `    examples = {"train": (x, y${weighted ? ', np.load(HERE / "weight.npy")' : ''})}`,
      ],
    },
    keras.model(pipeline, countedSizes(one)),
    { imports, constants, functions },
    {
      main: [
        '    load_weights(model)',
        `    outputs = ${keras.predict('x')}`,
        '    train(model, examples)',
        '    losses = model.history.history["loss"]',
        '    result = {"outputs": outputs.ravel().tolist(), "losses": losses}',
        // Keras prints its progress on the same stream.
        '    print("\\nRESULT", json.dumps(result))',
      ],
    },
  ]);
  writeFileSync(path.join(folder, 'sizes.json'), JSON.stringify(one.shapes));
  const script = path.join(folder, 'network.py');
  writeFileSync(script, text);
  return script;
}
