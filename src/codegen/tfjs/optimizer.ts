import type { Pipeline } from '../pipeline';
import type { TypescriptSection } from './program';

type Training = Pipeline['training'];

const bases = {
  adam: 'tf.AdamOptimizer',
  adamw: 'tf.AdamOptimizer',
  rmsprop: 'tf.RMSPropOptimizer',
  sgd: 'tf.SGDOptimizer',
} as const;

const factories = {
  adam: () => 'adam(LEARNING_RATE)',
  adamw: () => 'adam(LEARNING_RATE)', // without decay, which is all that is left of it
  rmsprop: () => 'rmsprop(LEARNING_RATE)',
  sgd: (momentum: number) => (momentum > 0 ? `momentum(LEARNING_RATE, ${momentum})` : 'sgd(LEARNING_RATE)'),
} as const;

/**
 * The optimizer as an expression, and the class for what TensorFlow.js' own cannot: clipping by the global norm, decoupled
 * weight decay, another learning rate later on.
 */
export function optimizerSection(training: Training): TypescriptSection & { readonly create: string } {
  const { optimizer, clipNorm, schedule } = training;
  const { name, learningRate, momentum, weightDecay } = optimizer;
  const base = name === 'sgd' && momentum > 0 ? 'tf.MomentumOptimizer' : bases[name];
  const options = {
    adam: ', 0.9, 0.999',
    adamw: ', 0.9, 0.999',
    rmsprop: ', 0.9',
    sgd: momentum > 0 ? `, ${momentum}` : '',
  }[name];
  const decays = name === 'adamw' && weightDecay > 0;
  const changes = schedule !== null && name !== 'sgd';
  const constants = [
    `const LEARNING_RATE = ${learningRate};`,
    ...(decays ? [`const WEIGHT_DECAY = ${weightDecay};`] : []),
    ...(clipNorm === null ? [] : [`const CLIP_NORM = ${clipNorm};`]),
  ];
  if (clipNorm === null && !decays && !changes) {
    return { constants, create: `tf.train.${factories[name](momentum)}` };
  }
  const what = [
    ...(decays ? ['decoupled weight decay'] : []),
    ...(clipNorm === null ? [] : ['clipping by the global norm']),
    ...(changes ? ['a learning rate that can change'] : []),
  ];
  const text = [
    `/** ${base.slice(3, -9)} with ${what.join(' and ')}. */`,
    `class Optimizer extends ${base} {`,
    ...(changes
      ? ['  setLearningRate(learningRate: number): void {', '    this.learningRate = learningRate;', '  }']
      : []),
    ...(changes && (decays || clipNorm !== null) ? [''] : []),
    ...(decays || clipNorm !== null ? applyGradients(decays, clipNorm !== null) : []),
    '}',
  ].join('\n');
  return {
    constants,
    declarations: [text],
    create: `new Optimizer(LEARNING_RATE${options})`,
  };
}

function applyGradients(decays: boolean, clips: boolean): string[] {
  return [
    '  override applyGradients(gradients: Record<string, tf.Variable>): void {',
    '    tf.tidy(() => {',
    ...(decays
      ? [
          '      const variables = tf.engine().registeredVariables;',
          '      for (const name of Object.keys(gradients)) {',
          '        const kept = 1 - this.learningRate * WEIGHT_DECAY;',
          '        variables[name].assign(tf.mul(variables[name], kept));',
          '      }',
        ]
      : []),
    ...(clips
      ? [
          '      const squares = Object.values(gradients).map((g) => tf.sum(tf.square(g)));',
          '      const norm = tf.sqrt(tf.addN(squares));',
          '      const factor = tf.minimum(1, tf.div(CLIP_NORM, norm));',
          '      const clipped = Object.entries(gradients).map(([name, gradient]) => ({',
          '        name,',
          '        tensor: tf.mul(gradient, factor),',
          '      }));',
          '      super.applyGradients(clipped);',
        ]
      : ['      super.applyGradients(gradients);']),
    '    });',
    '  }',
  ];
}
