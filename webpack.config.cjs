// Four bundles: the extension host's, the trainer process', the command line's and the page's.
// Types are checked by `npm run typecheck`; here they are only stripped, which keeps a build at some seconds.
const path = require('node:path');
const CopyPlugin = require('copy-webpack-plugin');

const root = (...parts) => path.resolve(__dirname, ...parts);

const common = (mode, configFile) => ({
  mode,
  devtool: mode === 'production' ? false : 'source-map',
  resolve: { extensions: ['.ts', '.js'] },
  module: {
    rules: [
      {
        test: /\.ts$/,
        exclude: /node_modules/,
        use: { loader: 'ts-loader', options: { transpileOnly: true, configFile, compilerOptions: { noEmit: false } } },
      },
    ],
  },
  performance: { hints: false },
  stats: 'errors-warnings',
});

const node = (mode, name, entry, externals) => ({
  ...common(mode, root('src/tsconfig.json')),
  name,
  target: 'node22',
  entry: { [name]: root(entry) },
  // TensorFlow.js stands in a file of its own: reading it took a quarter of the trainer's start.
  output: {
    path: root('dist'),
    filename: '[name].js',
    chunkFilename: `${name}-[name].js`,
    library: { type: 'commonjs2' },
  },
  optimization: { splitChunks: false },
  externals,
});

module.exports = (_env, { mode = 'production' }) => [
  node(mode, 'extension', 'src/extension/extension.ts', { vscode: 'commonjs vscode' }),
  // tfjs-node is a native add-on that may be installed beside the extension; it is looked up at run time.
  node(mode, 'trainer', 'src/trainer/main.ts', { '@tensorflow/tfjs-node': 'commonjs @tensorflow/tfjs-node' }),
  node(mode, 'cli', 'src/cli/main.ts', { '@tensorflow/tfjs-node': 'commonjs @tensorflow/tfjs-node' }),
  {
    ...common(mode, root('webview-ui/tsconfig.json')),
    name: 'webview',
    target: ['web', 'es2023'],
    entry: { panel: root('webview-ui/panel/main.ts'), sidebar: root('webview-ui/sidebar/main.ts') },
    output: { path: root('dist/webview'), filename: '[name].js' },
    plugins: [
      new CopyPlugin({
        patterns: [
          { from: root('node_modules/@vscode/codicons/dist/codicon.css'), to: root('dist/webview') },
          { from: root('node_modules/@vscode/codicons/dist/codicon.ttf'), to: root('dist/webview') },
          {
            from: 'tfjs-backend-wasm*.wasm',
            context: root('node_modules/@tensorflow/tfjs-backend-wasm/dist'),
            to: root('dist'),
          },
        ],
      }),
    ],
  },
];
