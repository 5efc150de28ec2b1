import { type Code, black, call, layOut, list } from '../layout';
import { modelInputs } from '../modelInputs';
import type { Pipeline } from '../pipeline';
import type { PythonSection } from '../python/program';
import { importsOf } from './imports';
import { batchNames, isWeighted, lossCode, lossLines } from './loss';
import { optimizer, optimizerClasses } from './optimizer';
import { scheduler } from './schedule';
import { predictStreams, streamFunctions } from './streams';
import { weightFunctions } from './weights';

/** Most examples of a pass without an update: a text's probabilities of all tokens at all steps take much room. */
const evaluated = ({ network: { head } }: Pipeline): number => (head.steps === 'last' ? 1024 : 128);

/** A plain training loop, or loading what the run left; and predicting in batches. */
export function trainingSection(pipeline: Pipeline, examples: string): PythonSection {
  // Texts that are written on are measured as they are trained: each piece by those before it.
  const measures = pipeline.training.stateful && pipeline.kind === 'writing';
  const functions = [
    ...optimizerClasses(pipeline.training),
    ...lossCode(pipeline).functions,
    ...(hasNumbers(pipeline) ? [asTensor] : []),
    ...(pipeline.parts.includes('validation') || measures ? [tensors(pipeline)] : []),
    ...(pipeline.training.stateful ? streamFunctions(pipeline) : []),
    train(pipeline, examples),
    ...(pipeline.parts.includes('validation') ? [evaluate(pipeline)] : []),
    ...weightFunctions(pipeline),
    predict(pipeline),
    ...(measures ? [predictStreams] : []),
  ];
  return {
    topic: 'training',
    imports: importsOf(functions),
    constants: ['WEIGHTS = HERE / "../model.safetensors"', ...(lossCode(pipeline).constants ?? [])],
    functions,
    main: [
      '    if options.weights:',
      '        load_weights(model)',
      '    else:',
      `        train(${trainArguments(pipeline, examples)})`,
    ],
  };
}

const trainArguments = ({ training }: Pipeline, examples: string): string =>
  `model, ${examples}${training.stateful ? ', batches' : ''}`;

const single = (pipeline: Pipeline): boolean => modelInputs(pipeline).length === 1;

/** Whether some of several inputs are numbers, which scalers leave as float64. */
const hasNumbers = (pipeline: Pipeline): boolean =>
  !single(pipeline) && modelInputs(pipeline).some((input) => ['rows', 'known', 'previous'].includes(input));

/** What makes a tensor of any of several inputs. */
const anyTensor = (pipeline: Pipeline): string => (hasNumbers(pipeline) ? 'as_tensor' : 'torch.as_tensor');

const asTensor = `def as_tensor(values):
    """Numbers as float32; tokens and masks as they are."""
    tensor = torch.as_tensor(values)
    return tensor.float() if tensor.is_floating_point() else tensor`;

/** How an array becomes the tensor of the only input. */
function inputTensors(pipeline: Pipeline): string {
  const [only] = modelInputs(pipeline);
  return only === 'rows' ? 'torch.as_tensor(x, dtype=torch.float32)' : 'torch.as_tensor(x)';
}

/** What is fed, what shall come out and what it weighs, as tensors. */
const partTensors = (pipeline: Pipeline): Code =>
  list([
    single(pipeline) ? inputTensors(pipeline) : `*(${anyTensor(pipeline)}(values) for values in x)`,
    `torch.as_tensor(y, dtype=${lossCode(pipeline).type})`,
    ...(isWeighted(pipeline) ? ['torch.as_tensor(weight, dtype=torch.float32)'] : []),
  ]);

/** Takes a part to pieces. */
const unpacked = (pipeline: Pipeline, part: string): string =>
  `    x, y${isWeighted(pipeline) ? ', weight' : ''} = ${part}`;

const tensors = (pipeline: Pipeline): string =>
  [
    'def tensors(part):',
    '    """What is fed, and what shall come out."""',
    unpacked(pipeline, 'part'),
    layOut(black, 1, 'return ', partTensors(pipeline)),
  ].join('\n');

function train(pipeline: Pipeline, examples: string): string {
  const { training, parts } = pipeline;
  const { epochs, clipNorm, earlyStopping, stateful } = training;
  const validated = parts.includes('validation');
  const watched = validated ? 'val_loss' : 'loss';
  const { count } = lossCode(pipeline);
  const schedule = scheduler(training, watched);
  const early = earlyStopping?.restoreBest === true;
  return [
    `def train(${trainArguments(pipeline, examples)}):`,
    '    """Trains in batches, and prints the losses of each epoch."""',
    ...(validated
      ? [`    train_part = tensors(${examples}["train"])`, `    validation_part = tensors(${examples}["validation"])`]
      : [unpacked(pipeline, `${examples}["train"]`), layOut(black, 1, 'train_part = ', partTensors(pipeline))]),
    layOut(black, 1, 'optimizer = ', optimizer(training)),
    ...schedule.before,
    ...(early
      ? ['    best_loss, best_weights, waited = math.inf, model.state_dict(), 0']
      : earlyStopping
        ? ['    best_loss, waited = math.inf, 0']
        : []),
    `    for epoch in range(1, ${epochs + 1}):`,
    '        model.train()',
    '        total = count = 0',
    ...batchLines(pipeline),
    ...lossLines(pipeline, 3),
    '            optimizer.zero_grad()',
    '            loss.backward()',
    ...(clipNorm === null
      ? []
      : [layOut(black, 3, '', call('nn.utils.clip_grad_norm_', 'model.parameters()', `max_norm=${clipNorm}`))]),
    '            optimizer.step()',
    ...summed(count, 3),
    '        loss = total / count',
    ...(validated
      ? [
          `        val_loss = evaluate(model, validation_part${stateful ? ', batches["validation"]' : ''})`,
          '        print(f"epoch {epoch:<4}  loss {loss:.6g}  val_loss {val_loss:.6g}")',
        ]
      : ['        print(f"epoch {epoch:<4}  loss {loss:.6g}")']),
    ...schedule.step,
    ...stopping(pipeline, watched),
    ...(early ? ['    model.load_state_dict(best_weights)'] : []),
  ].join('\n');
}

/** The loop over the batches of an epoch, up to the outputs of one. */
function batchLines(pipeline: Pipeline): string[] {
  const { batchSize, shuffle, stateful } = pipeline.training;
  const { names, inputs } = batchNames(pipeline);
  if (stateful) return ['        for outputs, y in in_streams(model, train_part, batches["train"]):'];
  const order = shuffle ? 'torch.randperm' : 'torch.arange';
  return [
    `        for batch in ${order}(len(train_part[0])).split(${batchSize}):`,
    `            ${names} = (values[batch] for values in train_part)`,
    `            outputs = model(${inputs})`,
  ];
}

/** Puts the losses of batches together. */
function summed(count: string, depth: number): string[] {
  const lines =
    count === 'len(y)'
      ? ['total += loss.item() * len(y)', 'count += len(y)']
      : [`steps = ${count}`, 'total += loss.item() * steps', 'count += steps'];
  return lines.map((line) => black.indent.repeat(depth) + line);
}

/** Stops as Keras' EarlyStopping. */
function stopping({ training: { earlyStopping } }: Pipeline, watched: string): string[] {
  if (!earlyStopping) return [];
  const { patience, minDelta, restoreBest } = earlyStopping;
  return [
    `        if ${watched} < best_loss${minDelta > 0 ? ` - ${minDelta}` : ''}:`,
    `            best_loss, waited = ${watched}, 0`,
    ...(restoreBest ? ['            best_weights = copy.deepcopy(model.state_dict())'] : []),
    '        else:',
    '            waited += 1',
    `            if waited >= ${patience}:`,
    '                break',
  ];
}

function evaluate(pipeline: Pipeline): string {
  const { names, inputs } = batchNames(pipeline);
  const { count } = lossCode(pipeline);
  const { stateful } = pipeline.training;
  const batches = stateful
    ? ['    for outputs, y in in_streams(model, part, batches):']
    : [
        `    for ${names} in zip(*(values.split(${evaluated(pipeline)}) for values in part), strict=True):`,
        `        outputs = model(${inputs})`,
      ];
  return [
    '@torch.no_grad()',
    `def evaluate(model, part${stateful ? ', batches' : ''}):`,
    '    """The mean loss, without dropout."""',
    '    model.eval()',
    '    total = count = 0',
    ...batches,
    ...lossLines(pipeline, 2),
    ...summed(count, 2),
    '    return total / count',
  ].join('\n');
}

function predict(pipeline: Pipeline): string {
  const { kind } = pipeline.network.head;
  const outputs = { numbers: '', softmax: '.softmax(dim=-1)', sigmoid: '.sigmoid()' }[kind];
  const what = kind === 'numbers' ? 'Outputs' : 'Probabilities';
  // Each example by itself: from zero states.
  const alone = pipeline.training.stateful ? '[0]' : '';
  const batches = single(pipeline)
    ? [
        `    batches = ${inputTensors(pipeline)}.split(${evaluated(pipeline)})`,
        `    outputs = torch.cat([model(batch)${alone} for batch in batches])`,
      ]
    : [
        `    batches = zip(*(${anyTensor(pipeline)}(v).split(${evaluated(pipeline)}) for v in x), strict=True)`,
        `    outputs = torch.cat([model(*batch)${alone} for batch in batches])`,
      ];
  return [
    '@torch.no_grad()',
    'def predict(model, x):',
    `    """${what} for all examples, as a NumPy array."""`,
    '    model.eval()',
    ...batches,
    `    return outputs${outputs}.numpy()`,
  ].join('\n');
}
