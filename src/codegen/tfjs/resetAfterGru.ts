import type { RecurrentLayer } from '../../spec/experiment';
import { needsCustomGru } from '../../spec/tfjs';
import { call, layOut, prettier } from '../layout';
import type { Pipeline } from '../pipeline';
import { activationFunctions } from './activations';
import { isChain, recurrentLayers } from './network';

/** What the GRU layers of one network use of the class. */
interface GruUse {
  /** The two activations where all layers share them and they are operations; otherwise layers name them. */
  readonly shared: { readonly gate: string; readonly state: string } | null;
  readonly activations: readonly string[];
  readonly dropout: boolean;
  readonly recurrentDropout: boolean;
  readonly bidirectional: boolean;
  /** Layers give their states to others, and begin with those. */
  readonly states: boolean;
  /** Layers have names, by which weights are loaded. */
  readonly named: boolean;
}

function gruUse(layers: readonly RecurrentLayer[]): Omit<GruUse, 'states' | 'named'> {
  const gates = [...new Set(layers.map((layer) => layer.recurrentActivation))];
  const states = [...new Set(layers.map((layer) => layer.activation))];
  const names = [...new Set([...gates, ...states])].sort();
  const [gate = 'sigmoid'] = gates;
  const [state = 'tanh'] = states;
  const plain =
    gates.length === 1 && states.length === 1 && names.every((n) => activationFunctions[n].startsWith('tf.'));
  return {
    shared: plain ? { gate: activationFunctions[gate], state: activationFunctions[state] } : null,
    activations: names.map((name) => `  ${name}: ${activationFunctions[name]},`),
    dropout: layers.some((layer) => layer.dropout > 0),
    recurrentDropout: layers.some((layer) => layer.recurrentDropout > 0),
    bidirectional: layers.some((layer) => layer.bidirectional),
  };
}

/** Whether `ResetAfterGru` is told its activations by name, or has them built in. */
export const namesActivations = ({ network }: Pipeline): boolean =>
  gruUse(recurrentLayers(network).filter(needsCustomGru)).shared === null;

/** The layer class that stock TensorFlow.js lacks, with as much of it as this network uses. */
export function resetAfterGru(pipeline: Pipeline): string[] {
  const { network, kind } = pipeline;
  const layers = recurrentLayers(network).filter(needsCustomGru);
  const use = {
    ...gruUse(layers),
    named: !isChain(pipeline) && layers.some(({ bidirectional }) => !bidirectional),
    states: network.decoder?.initial === 'encoder' || network.decoder?.attention != null || kind === 'writing',
  };
  return [
    ...(use.shared ? [] : [['const ACTIVATIONS = {', ...use.activations, '};'].join('\n')]),
    'type Initializer = ReturnType<typeof tf.initializers.zeros>;',
    gruArgs(use),
    ...(use.states ? [shapeOfRows] : []),
    gruClass(use),
  ];
}

function gruArgs({ shared, dropout, recurrentDropout, bidirectional, states, named }: GruUse): string {
  const fields = [
    ...(named ? ['name?'] : []),
    'units',
    ...(shared ? [] : ['activation', 'recurrentActivation']),
    ...(dropout ? ['dropout?'] : []),
    ...(recurrentDropout ? ['recurrentDropout?'] : []),
    'returnSequences?',
    ...(states ? ['returnState?'] : []),
    ...(bidirectional ? ['goBackwards?'] : []),
    'inputShape?',
  ];
  const type = (field: string): string => {
    if (field.startsWith('return') || field.startsWith('go')) return 'boolean';
    if (field.endsWith('ctivation')) return 'keyof typeof ACTIVATIONS';
    if (field === 'name?') return 'string';
    return field === 'inputShape?' ? 'tf.Shape' : 'number';
  };
  return ['interface ResetAfterGruArgs {', ...fields.map((field) => `  ${field}: ${type(field)};`), '}'].join('\n');
}

function gruClass(use: GruUse): string {
  const { shared, dropout, recurrentDropout, bidirectional, states } = use;
  const gate = shared?.gate ?? 'gate';
  const state = shared?.state ?? 'activation';
  const product = (head: string, ...items: string[]): string =>
    layOut(prettier, 4, head, call('product', ...items), ';');
  return [
    ...constructorAndShapes(states),
    layOut(
      prettier,
      1,
      'override ',
      call(
        'call',
        'inputs: tf.Tensor | tf.Tensor[]',
        ...(dropout || recurrentDropout ? ['{ training }: { training?: boolean }'] : []),
      ),
      states ? ': tf.Tensor | tf.Tensor[] {' : ': tf.Tensor {',
    ),
    '    return tf.tidy(() => {',
    states
      ? '      const [x, start] = Array.isArray(inputs) ? inputs : [inputs]; // [B, T, F]'
      : '      const x = Array.isArray(inputs) ? inputs[0] : inputs; // [B, T, F]',
    ...(bidirectional
      ? [
          '      // Not steps.reverse(): the gradient would go to the wrong steps.',
          '      const inOrder = this.args.goBackwards ? tf.reverse(x, 1) : x;',
          '      const steps = tf.unstack(inOrder, 1);',
        ]
      : ['      const steps = tf.unstack(x, 1);']),
    '      const [inputBias, recurrentBias] = tf.unstack(this.bias.read());',
    ...(shared
      ? []
      : [
          '      const activation = ACTIVATIONS[this.args.activation];',
          '      const gate = ACTIVATIONS[this.args.recurrentActivation];',
        ]),
    '      const product = (a: tf.Tensor, b: tf.LayerVariable, bias: tf.Tensor) =>',
    '        tf.split(tf.add(tf.matMul(a, b.read()), bias), 3, 1);',
    ...(dropout || recurrentDropout
      ? [
          '      const mask = (like: tf.Tensor, rate = 0): tf.Tensor =>',
          '        training ? tf.dropout(tf.onesLike(like), rate) : tf.onesLike(like);',
        ]
      : []),
    states
      ? '      let h = start ?? tf.zeros([x.shape[0], this.args.units]);'
      : '      let h: tf.Tensor = tf.zeros([x.shape[0], this.args.units]);',
    ...(dropout ? ['      const inputMask = mask(steps[0], this.args.dropout);'] : []),
    ...(recurrentDropout ? ['      const stateMask = mask(h, this.args.recurrentDropout);'] : []),
    '      const states = steps.map((step) => {',
    product('const [xz, xr, xh] = ', dropout ? 'tf.mul(step, inputMask)' : 'step', 'this.kernel', 'inputBias'),
    product(
      'const [hz, hr, hh] = ',
      recurrentDropout ? 'tf.mul(h, stateMask)' : 'h',
      'this.recurrentKernel',
      'recurrentBias',
    ),
    `        const z = ${gate}(tf.add(xz, hz));`,
    `        const r = ${gate}(tf.add(xr, hr));`,
    `        const candidate = ${state}(tf.add(xh, tf.mul(r, hh)));`,
    '        h = tf.add(tf.mul(z, h), tf.mul(tf.sub(1, z), candidate));',
    '        return h;',
    '      });',
    ...(states
      ? [
          '      const outputs = this.returnSequences ? tf.stack(states, 1) : h;',
          '      return this.returnState ? [outputs, h] : outputs;',
        ]
      : ['      return this.returnSequences ? tf.stack(states, 1) : h;']),
    '    });',
    '  }',
    '}',
    'tf.serialization.registerClass(ResetAfterGru);',
  ].join('\n');
}

const constructorAndShapes = (states: boolean): string[] => [
  "/** Keras' GRU: the reset gate acts after the matrix product. tf.layers.gru cannot. */",
  'class ResetAfterGru extends tf.layers.Layer {',
  '  static className = "ResetAfterGru";',
  '  /** tf.layers.bidirectional asks for it. */',
  '  readonly returnSequences: boolean;',
  ...(states ? ['  readonly returnState: boolean;', '  readonly states = [null];'] : []),
  '  private readonly args: ResetAfterGruArgs;',
  '  private kernel!: tf.LayerVariable;',
  '  private recurrentKernel!: tf.LayerVariable;',
  '  private bias!: tf.LayerVariable;',
  '',
  '  constructor(args: ResetAfterGruArgs) {',
  '    super(args);',
  '    this.args = { ...args };',
  '    this.returnSequences = args.returnSequences ?? false;',
  ...(states ? ['    this.returnState = args.returnState ?? false;'] : []),
  '  }',
  '',
  ...(states
    ? [
        '  override build(inputShape: tf.Shape | tf.Shape[]): void {',
        '    const features = shapeOfRows(inputShape)[2] as number;',
      ]
    : [
        '  override build(inputShape: tf.Shape): void {',
        '    const features = inputShape[inputShape.length - 1] as number;',
      ]),
  '    const { units } = this.args;',
  '    const { glorotUniform, orthogonal, zeros } = tf.initializers;',
  '    const add = (name: string, rows: number, start: Initializer) =>',
  '      this.addWeight(name, [rows, 3 * units], "float32", start);',
  '    this.kernel = add("kernel", features, glorotUniform({}));',
  '    this.recurrentKernel = add("recurrent_kernel", units, orthogonal({}));',
  '    this.bias = add("bias", 2, zeros());',
  '    this.built = true;',
  '  }',
  '',
  ...(states
    ? [
        '  override computeOutputShape(',
        '    inputShape: tf.Shape | tf.Shape[],',
        '  ): tf.Shape | tf.Shape[] {',
        '    const [batch, steps] = shapeOfRows(inputShape);',
        '    const { units } = this.args;',
        '    const state = [batch, units];',
        '    const outputs = this.returnSequences ? [batch, steps, units] : state;',
        '    return this.returnState ? [outputs, state] : outputs;',
        '  }',
      ]
    : [
        '  override computeOutputShape([batch, steps]: tf.Shape): tf.Shape {',
        '    const { units } = this.args;',
        '    return this.returnSequences ? [batch, steps, units] : [batch, units];',
        '  }',
      ]),
  '',
  '  override getConfig(): tf.serialization.ConfigDict {',
  '    return { ...super.getConfig(), ...this.args };',
  '  }',
  '',
];

const shapeOfRows = `/** Of the first input: the others are states. */
function shapeOfRows(shape: tf.Shape | tf.Shape[]): tf.Shape {
  return Array.isArray(shape[0]) ? shape[0] : (shape as tf.Shape);
}`;
