import { writeFileSync } from 'node:fs';
import path from 'node:path';

import { keras } from '../../src/codegen/keras/keras';
import { modelInputs } from '../../src/codegen/modelInputs';
import { pythonProgram } from '../../src/codegen/python/program';
import { countedSizes, type NetworkRun } from './networkRun';

/** The network and its training as a program has them, between arrays of a file and the outputs printed. */
export function writeKerasNetwork({ one, pipeline, folder }: NetworkRun): string {
  const inputs = modelInputs(pipeline).map((name) => `np.load(FOLDER / "${name}.npy")`);
  const weighted = pipeline.training.classWeights !== 'none';
  const { imports = [], constants = [], functions = [] } = keras.training(pipeline, 'examples');
  const text = pythonProgram(one.name, [
    {
      imports: ['import json', 'import numpy as np', 'from pathlib import Path'],
      constants: [
        'HERE = Path(__file__).parent',
        'FOLDER = HERE.parent',
        `TIME_STEPS = ${one.shapes.timeSteps}`,
        `SIZES = ${JSON.stringify(one.shapes)}`,
      ],
      main: [
        `    x = ${inputs.length === 1 ? inputs[0] : `[${inputs.join(', ')}]`}`,
        `    y = np.load(FOLDER / "y.npy")`,
        `    examples = {"train": (x, y${weighted ? ', np.load(FOLDER / "weight.npy")' : ''})}`,
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
        // Keras prints its progress on the same stream.
        '    print("\\nRESULT", json.dumps({"outputs": outputs.ravel().tolist(), "losses": losses}))',
      ],
    },
  ]);
  const script = path.join(folder, 'code/network.py');
  writeFileSync(script, text);
  return script;
}
