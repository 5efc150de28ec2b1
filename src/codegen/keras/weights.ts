import type { Pipeline } from '../pipeline';
import type { PythonSection } from '../python/program';

/** `load_weights(model)`: what the run left, found by the names of layers, in whatever order Keras has them. */
export function weightsSection({ network }: Pipeline): PythonSection {
  const { encoder, decoder } = network;
  const both = [...encoder, ...(decoder?.blocks ?? [])].some(({ layer }) => layer.bidirectional);
  return {
    imports: ['from safetensors.numpy import load_file'],
    constants: ['WEIGHTS = HERE / "../model.safetensors"'],
    functions: [both ? loadBothDirections : loadWeights],
  };
}

const loadWeights = `def load_weights(model):
    """Sets the weights that the run left, by their names."""
    saved = load_file(WEIGHTS)
    for layer in model.layers:
        names = [f"{layer.name}/{weight.name}" for weight in layer.weights]
        layer.set_weights([saved[name] for name in names])`;

const loadBothDirections = `def load_weights(model):
    """Sets the weights that the run left, by their names."""
    saved = load_file(WEIGHTS)
    for layer in model.layers:
        parts = {layer.name: layer}
        if isinstance(layer, layers.Bidirectional):
            directions = [layer.forward_layer, layer.backward_layer]
            parts = {f"{layer.name}/{part.name}": part for part in directions}
        for path, part in parts.items():
            names = [f"{path}/{weight.name}" for weight in part.weights]
            part.set_weights([saved[name] for name in names])`;
