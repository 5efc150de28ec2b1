/** One line on every term, shown on hover and read by screen readers. Words of the field, explained in plain ones. */
export const terms = {
  target: 'Target: the column that is predicted.',
  horizon: 'Horizon: how many rows after the last known one are predicted.',
  timeSteps: 'Time steps: how many past rows the network sees at once.',
  cell: 'Cell: how the network remembers. SimpleRNN is the smallest, LSTM remembers longest, GRU lies between.',
  units: 'Units: the size of the hidden state. More units can learn more, and need more data and time.',
  epochs: 'Epochs: passes over all training windows.',
  batchSize:
    'Batch size: windows for one update of the weights. Smaller batches learn more an epoch, larger ones are quicker.',
  learningRate: 'Learning rate: the size of an update. Too large and the loss jumps, too small and it crawls.',
  loss: 'Loss: what is minimised while training, on scaled values.',
  validation: 'Validation: rows that the network does not learn from and that watch for overfitting while it trains.',
  test: 'Test: the latest rows, kept aside to judge the finished network.',
  naive: 'Naive: repeats the last known value. A network that is not better than this has not learned.',
  seasonalNaive: 'Seasonal naive: repeats the value of one season before.',
  rmse: 'RMSE: root of the mean squared error, in the data’s own units. Large errors weigh more.',
  mae: 'MAE: mean absolute error, in the data’s own units.',
  smape: 'sMAPE: error as a share of the values’ size, 0 to 200 %. Not meaningful near zero.',
  mase: 'MASE: error relative to that of the seasonal naive forecast on the training rows; below 1 is better than it.',
} as const;
