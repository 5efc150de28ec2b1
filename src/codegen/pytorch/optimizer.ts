import { type Brackets, call } from '../layout';
import type { Pipeline } from '../pipeline';

/** Keras' rules with Keras' epsilon; `RMSprop` stands in the program, for PyTorch's adds epsilon elsewhere. */
export function optimizer({
  optimizer: { name, learningRate, momentum, weightDecay },
}: Pipeline['training']): Brackets {
  const create = (kind: string, ...options: string[]): Brackets =>
    call(kind, 'model.parameters()', `lr=${learningRate}`, ...options);
  switch (name) {
    case 'adam':
      return create('torch.optim.Adam', 'eps=1e-7');
    case 'adamw':
      return create('torch.optim.AdamW', `weight_decay=${weightDecay}`, 'eps=1e-7');
    case 'rmsprop':
      return create('RMSprop');
    case 'sgd':
      return create('torch.optim.SGD', ...(momentum > 0 ? [`momentum=${momentum}`] : []));
  }
}

/** Classes that the optimizer needs beside PyTorch's. */
export function optimizerClasses({ optimizer: { name } }: Pipeline['training']): string[] {
  return name === 'rmsprop' ? [rmsProp] : [];
}

const rmsProp = `class RMSprop(torch.optim.Optimizer):
    """Keras' rule, which adds epsilon under the root; PyTorch's adds it to the root."""

    def __init__(self, parameters, lr):
        super().__init__(parameters, {"lr": lr})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for weight in group["params"]:
                if weight.grad is None:
                    continue
                state = self.state[weight]
                squares = state.setdefault("squares", torch.zeros_like(weight))
                squares.mul_(0.9).addcmul_(weight.grad, weight.grad, value=0.1)
                roots = (squares + 1e-7).sqrt()
                weight.addcdiv_(weight.grad, roots, value=-group["lr"])`;
