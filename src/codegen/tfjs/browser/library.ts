/** TensorFlow.js as the page takes it, and its hash, which a browser checks: another file is not run. */
export const library = {
  version: '4.22.0',
  url: 'https://cdn.jsdelivr.net/npm/@tensorflow/tfjs@4.22.0/dist/tf.min.js',
  integrity: 'sha384-vE8hbVJ4lezako5rlvE7bY0BVzWlFhZncPlckrqNwcUQpVtgbENTgZ8TBbnPjZre',
} as const;
