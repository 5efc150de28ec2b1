import { describe, expect, it } from 'vitest';

import { UserError, toErrorReport } from '../../../src/spec/errors';
import { parseExperiment, safeParseExperiment } from '../../../src/spec/parse';

const minimal = { version: 1, task: 'forecast', data: { file: 'a.csv', targets: ['y'] } };
const problemsOf = (input: unknown) => {
  const result = safeParseExperiment(input);
  return 'problems' in result ? result.problems : [];
};

describe('parseExperiment', () => {
  it('fills in every default', () => {
    const experiment = parseExperiment(minimal);
    expect(experiment.window).toEqual({ timeSteps: 12, horizon: 1, stride: 1, strategy: 'direct' });
    expect(experiment.data.split).toEqual({
      train: 0.8,
      validation: 0,
      test: 0.2,
      by: 'time',
      context: true,
      seed: 1,
      validationRows: null,
      testRows: null,
    });
    expect(experiment.model.layers).toHaveLength(1);
    expect(experiment.model.layers[0]).toMatchObject({ cell: 'lstm', units: 32, resetAfter: true });
    expect(experiment.training.optimizer).toMatchObject({ name: 'adam', learningRate: 0.001 });
  });

  it('is unchanged by a second pass', () => {
    const once = parseExperiment(minimal);
    expect(parseExperiment(JSON.parse(JSON.stringify(once)))).toEqual(once);
  });

  it.each([
    ['an unknown field', { ...minimal, epochz: 3 }, 'epochz', /unknown field/],
    ['an unknown field deep down', { ...minimal, training: { epochz: 3 } }, 'training.epochz', /unknown field/],
    ['a missing field', { version: 1, task: 'forecast', data: { file: 'a.csv' } }, 'data.targets', /missing/],
    ['a wrong type', { ...minimal, training: { epochs: '20' } }, 'training.epochs', /a number, not "20"/],
    ['no target', { ...minimal, data: { file: 'a.csv', targets: [] } }, 'data.targets', /at least one/],
    ['epochs 0', { ...minimal, training: { epochs: 0 } }, 'training.epochs', /at least 1/],
    [
      'a beam that fills the memory',
      { ...minimal, model: { decoder: { layers: [{}], beam: 1e6 } } },
      'model.decoder.beam',
      /most 100/,
    ],
    ['a million samples', { ...minimal, sampling: { count: 1e6 } }, 'sampling.count', /most 100/],
    ['samples without an end', { ...minimal, sampling: { length: 1e9 } }, 'sampling.length', /most 100,000/],
    ['half an epoch', { ...minimal, training: { epochs: 1.5 } }, 'training.epochs', /whole number/],
    [
      'a rate that is NaN',
      { ...minimal, training: { optimizer: { learningRate: NaN } } },
      'training.optimizer.learningRate',
      /number/,
    ],
    [
      'a rate of 0',
      { ...minimal, training: { optimizer: { learningRate: 0 } } },
      'training.optimizer.learningRate',
      /above 0/,
    ],
    [
      'an unknown cell',
      { ...minimal, model: { layers: [{ cell: 'rnn' }] } },
      'model.layers.0.cell',
      /"simple_rnn", "gru" or "lstm"/,
    ],
    [
      'shares that do not add up',
      { ...minimal, data: { ...minimal.data, split: { train: 0.8, test: 0.3 } } },
      'data.split',
      /add up to 1/,
    ],
    ['a missing version', { task: 'forecast', data: minimal.data }, 'version', /missing/],
    ['a future version', { ...minimal, version: 2 }, 'version', /newer Sequence Lab/],
    ['a version that is none', { ...minimal, version: '1' }, 'version', /not a version/],
    ['a list', [], '', /JSON object/],
    ['null', null, '', /JSON object/],
  ])('names %s', (_what, input, path, message) => {
    const problem = problemsOf(input).find((p) => p.path === path);
    expect(problem?.message).toMatch(message);
    expect(problem?.hint).not.toBe('');
  });

  it('reports all problems at once and throws a UserError that names file and field', () => {
    const bad = { ...minimal, training: { epochs: 0, batchSize: -1 }, extra: 1 };
    expect(
      problemsOf(bad)
        .map((p) => p.path)
        .sort(),
    ).toEqual(['extra', 'training.batchSize', 'training.epochs']);
    try {
      parseExperiment(bad, 'x/experiment.json');
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(UserError);
      const report = toErrorReport(error);
      expect(report.message).toMatch(/^x\/experiment\.json: /);
      expect(report.defect).toBe(false);
      expect(report.others).toHaveLength(2);
    }
  });

  it('does not take fields from a prototype', () => {
    const hostile: unknown = JSON.parse(
      '{"version":1,"task":"forecast","data":{"file":"a.csv","targets":["__proto__"]},"__proto__":{"x":1}}',
    );
    const result = safeParseExperiment(hostile);
    expect(({} as { x?: number }).x).toBeUndefined();
    if ('experiment' in result) expect(result.experiment.data.targets).toEqual(['__proto__']);
    else expect(result.problems[0]?.message).toMatch(/unknown field "__proto__"/);
  });
});
