const sources: readonly (readonly [use: RegExp, line: string])[] = [
  [/\bF\./, 'import torch.nn.functional as F'],
  [/\bnn\./, 'from torch import nn'],
  [/\bmath\./, 'import math'],
  [/\bcopy\./, 'import copy'],
  [/\bnp\./, 'import numpy as np'],
  [/\bload_file\(/, 'from safetensors.torch import load_file'],
  [/\bpack_padded_sequence\(/, 'from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence'],
];

/** What pieces of code import. */
export function importsOf(code: readonly string[]): string[] {
  const text = code.join('\n');
  return ['import torch', ...sources.filter(([use]) => use.test(text)).map(([, line]) => line)];
}
